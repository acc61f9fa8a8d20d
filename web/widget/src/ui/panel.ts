import type { App } from "../app";
import { type Child, h } from "../dom";
import { leftMessage, offlineForm, startForm } from "./forms";
import { menu } from "./menu";
import { avatar, iconButton } from "./parts";
import { talk } from "./talk";
import { chevron, cross, dots, phone } from "./icons";

const header = ({ state, say, page, open }: App) => {
  const { conversation, site, desk, page: now } = state;
  const with_ = conversation?.status === "active" ? conversation.with : [];
  const title = with_.length ? with_.map(({ name }) => name).join(", ") : site!.hospital;
  const under = with_.length ? with_.map(({ title }) => title).join(", ") : say(desk!.open ? "online" : "offline");
  return h(
    "header",
    null,
    now === "menu" ? iconButton(say("back"), chevron(), () => page("talk"), { key: "back", "data-focus": "" }) : avatar(with_[0] ?? { name: site!.hospital }),
    h("div", { class: "title", key: "title" },
      h("b", null, title),
      h("span", { class: desk!.open ? "on" : "" }, under)),
    now === "talk" && iconButton(say("menu"), dots(), () => page("menu"), { key: "menu" }),
    iconButton(say("close"), cross(), () => open(false), { key: "close" }),
  );
};

/** Always there, whatever was agreed to or refused. */
const emergency = ({ state, say }: App) => {
  const { text, numbers } = state.site!.emergency;
  return h("div", { class: "urgent", key: "urgent" },
    h("span", null, text),
    numbers.map((number) => h("a", { key: number, href: `tel:${number}`, "aria-label": say("call", number) }, phone(), number)));
};

const connection = ({ state, say }: App) =>
  state.link === "lost" || state.link === "refused"
    ? h("div", { class: "lost", key: "lost", role: "status" },
        say(state.link === "lost" ? "lost" : "stopped", state.site!.phone))
    : null;

const screen = (app: App): Child | Child[] => {
  const { state } = app;
  if (state.page === "menu") return menu(app);
  if (state.conversation) return talk(app);
  if (state.leftMessage) return leftMessage(app);
  return state.desk!.open ? startForm(app) : offlineForm(app);
};

/** What the panel shows, as one word: focus follows when it changes. */
export const place = ({ state }: App) =>
  state.open &&
  [state.page, state.conversation ? "talk" : state.desk!.open ? "start" : "offline", state.leftMessage].join();

export const panel = (app: App) =>
  h(
    "div",
    { class: "panel", key: "panel", role: "dialog", "aria-label": app.say("chat"), tabindex: -1 },
    header(app),
    emergency(app),
    connection(app),
    screen(app),
  );

