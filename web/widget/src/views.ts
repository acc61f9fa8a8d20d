import type { View } from "./protocol";
import { PREFIX } from "./server";
import { site } from "./setting";
import { ask, tell } from "./socket";
import { state } from "./state";
import { uuid } from "./uuid";

const DWELL_EVERY = 20;

/** The page that the visitor is on, for a visitor who agreed. */
export let view: View | undefined;
let isKnown = false;
let seconds = 0;
let told = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** The server has it. */
export const greeted = () => (isKnown = true);

/** A hash is an anchor, unless a router keeps its path in it. */
const address = () => location.href.replace(/#(?![!/]).*$/, "").slice(0, 2000);

const enter = (referrer: string) => {
  view = { id: uuid(), url: address(), title: document.title.slice(0, 1000), referrer: referrer.slice(0, 2000) };
  seconds = told = 0;
  isKnown = false;
};

/** Tells what is left to tell, as the page may go. */
export const beacon = () => {
  if (!view || (isKnown && seconds === told)) return;
  told = seconds;
  const body = { site, token: state.token, views: isKnown ? [] : [view], dwell: [{ view: view.id, seconds }] };
  navigator.sendBeacon(`${PREFIX}pages`, JSON.stringify(body));
};

const tellDwell = () => tell({ do: "dwell", view: view!.id, seconds: (told = seconds) });

/** Each second in sight counts. Looking at the address leaves the host page's history functions alone. */
const look = () => {
  if (!document.hidden && seconds < 86_400) seconds++;
  if (view!.url !== address()) {
    tellDwell();
    enter(view!.url);
    void ask({ do: "view", view }).then(greeted, () => {});
  } else if (seconds - told >= DWELL_EVERY) tellDwell();
};

export const trackPages = () => {
  if (timer) return;
  enter(document.referrer);
  timer = setInterval(look, 1000);
};

export const stopTracking = () => {
  clearInterval(timer);
  view = timer = undefined;
};

