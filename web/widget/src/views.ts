import type { View } from "./protocol";
import { uuid } from "./uuid";

export interface Dwell {
  view: string;
  /** visible time so far */
  seconds: number;
}

interface Wiring {
  /** Sends a page over the open socket; false when it could not. */
  view(view: View): Promise<boolean>;
  dwell(dwell: Dwell): boolean;
  /** The page is going away. */
  beacon(views: View[], dwell: Dwell[]): void;
}

const LOOK_MS = 1_000;
const DWELL_EVERY = 20;

/** A hash is an anchor, unless a router keeps its path in it. */
const address = () => location.href.replace(/#(?![!/]).*$/, "");

/** The pages that a visitor who agreed is on, each with the time that it was in sight. */
export const createViews = (wiring: Wiring) => {
  let view: View | null = null;
  let unsent: View[] = [];
  let seconds = 0;
  let told = 0;
  let since = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  let from = "";

  const count = () => {
    const now = Date.now();
    if (since) seconds += (now - since) / 1000;
    since = document.visibilityState === "visible" ? now : 0;
  };

  const dwell = (): Dwell[] => {
    count();
    const whole = Math.round(seconds);
    return view && whole > told ? [{ view: view.id, seconds: (told = whole) }] : [];
  };

  const enter = () => {
    view = { id: uuid(), url: address(), title: document.title, referrer: from, at: new Date().toISOString() };
    from = view.url;
    seconds = told = since = 0;
    count();
    unsent.push(view);
  };

  const flush = async () => {
    for (const one of [...unsent])
      if (await wiring.view(one)) unsent = unsent.filter((other) => other !== one);
  };

  const tellDwell = () => {
    for (const one of dwell()) if (!wiring.dwell(one)) told = 0;
  };

  const look = () => {
    // Looking at the address leaves the host page's history functions alone.
    if (view && view.url !== address()) {
      tellDwell();
      enter();
      void flush();
    } else {
      count();
      if (seconds - told >= DWELL_EVERY) tellDwell();
    }
  };

  const leave = () => {
    const times = dwell();
    if (unsent.length || times.length) wiring.beacon(unsent, times);
    unsent = [];
  };

  const onVisibility = () => {
    // On phones a hidden page may never be told that it ends.
    if (document.visibilityState === "visible") count();
    else leave();
  };

  const onShow = (event: PageTransitionEvent) => {
    if (!event.persisted) return;
    enter();
    void flush();
  };

  return {
    current: () => view,
    /** The server has the current page (it was in the hello): send only the others. */
    greeted(id: string | undefined) {
      unsent = unsent.filter((one) => one.id !== id);
      return flush();
    },
    start() {
      if (timer) return;
      from = document.referrer;
      enter();
      timer = setInterval(look, LOOK_MS);
      document.addEventListener("visibilitychange", onVisibility);
      addEventListener("pagehide", leave);
      addEventListener("pageshow", onShow);
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
      view = null;
      unsent = [];
      document.removeEventListener("visibilitychange", onVisibility);
      removeEventListener("pagehide", leave);
      removeEventListener("pageshow", onShow);
    },
  };
};
