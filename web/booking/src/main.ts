import { draw, type Tree } from "../../widget/src/dom";
import { back, expireHold, listen, load, showMine } from "./flow";
import { choose } from "./screens/choose";
import { contact } from "./screens/contact";
import { intake } from "./screens/intake";
import { done, mine } from "./screens/mine";
import { times } from "./screens/times";
import { wait, who } from "./screens/who";
import { framed, lang, locale, otherLang } from "./setting";
import { change, onPaint, state, type Screen } from "./state";
import { AGAIN, BACK, BOOK, CALL, EMERGENCY, fill, LANGUAGE, LOADING, MINE } from "./words";

const screens: Record<Screen, () => Tree[]> = { choose, times, contact, who, wait, done, mine, intake };

const header = (): Tree => {
  const { site, screen } = state;
  return ["header top",
    screen !== "choose" && ["button icon", { key: "back", type: "button", "aria-label": BACK, onclick: back }, ["i", { "aria-hidden": "true" }, "‹"]],
    ["p name", framed ? BOOK : (site?.hospital ?? BOOK)],
    site && screen !== "mine" && ["button top-link", { key: "mine", type: "button", onclick: showMine }, MINE],
    ["a top-link", { key: "lang", href: otherLang, lang: lang === "zh" ? "en" : "zh-CN", hrefLang: lang === "zh" ? "en" : "zh-CN" }, LANGUAGE]];
};

/** Above every screen, whatever is being done. */
const emergency = (): Tree =>
  state.site && ["section urgent", { "aria-label": EMERGENCY }, state.site.emergency.text, ...state.site.emergency.numbers.map((number): Tree => ["a", { key: number, href: `tel:${number}` }, fill(CALL, number)])];

const body = (): Tree[] => {
  if (state.booking) return screens[state.screen]();
  if (!state.failed) return [["p quiet", { role: "status" }, LOADING]];
  return [["p note bad", { role: "alert" }, state.problem], ["p", ["button button", { type: "button", onclick: () => void load() }, AGAIN]]];
};

const app = document.getElementById("app")!;
let shown = "";

onPaint(() => {
  if (state.site) app.style.setProperty("--c", state.site.theme.colour);
  draw(app, [header(), emergency(), ["main", { "aria-busy": `${state.busy}` }, ...body()]]);
  const step = state.booking ? `${state.screen} ${state.screen === "contact" && state.codeSentAt > 0}` : "";
  if (!step || step === shown) return;
  // Focus and reading begin anew at the top of each step, except at the page's own beginning.
  if (shown) {
    scrollTo(0, 0);
    app.querySelector<HTMLElement>("[autofocus], h1")?.focus();
  }
  shown = step;
});

// The countdowns, and the hospital's own answer; nothing else changes by itself.
setInterval(() => {
  const { hold, screen } = state;
  void listen();
  if (screen !== "who" && screen !== "contact") return;
  if (hold && !state.busy && Date.parse(hold.expires_at) <= Date.now()) expireHold();
  else change({});
}, 1000);

document.documentElement.lang = locale;
document.title = BOOK;
if (framed) document.documentElement.classList.add("framed");
change({});
void load();
