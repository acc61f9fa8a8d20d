import type { Tree } from "../dom";
import { lang, origin, site } from "../setting";
import { change, state } from "../state";
import { seen } from "../thread";
import { openPanel } from "../visitor";
import { AWAY, BACK, BOOK, CALL, CHAT, CLOSE, LOST, ONLINE, PRIVACY, TROUBLE } from "../words";
import { fill } from "../fill";
import { askForm, menu } from "./forms";
import { avatar, button, iconButton, isPhone, when } from "./parts";
import { talk } from "./talk";

const turn = (menu: number) => {
  change({ menu, problem: "", kept: null });
  seen();
};

const header = (): Tree => {
  const { talk, site: about, desk, menu: inMenu } = state;
  const staff = (talk?.status === "active" && talk.with) || [];
  const { online, opens_at } = desk!;
  const title = staff.map(({ name }) => name).join(", ") || about!.hospital;
  return ["div head",
    inMenu ? iconButton(BACK, "‹", () => turn(0)) : avatar(title),
    ["div title",
      ["b", title],
      ["small", staff.map(({ title }) => title).join(", ") || (online ? ONLINE : opens_at ? [AWAY, "→", when(opens_at, "dateStyle"), when(opens_at, "timeStyle")].join(" ") : AWAY)]],
    !inMenu && button("quiet", BOOK, () => turn(2)),
    !inMenu && iconButton(PRIVACY, "⋯", () => turn(1)),
    iconButton(CLOSE, "×", () => openPanel(false))];
};

/** Always there, whatever was agreed to or refused; more of it when what was written may be urgent. */
const emergency = (): Tree => {
  const { text, title, lines = [], numbers } = (state.talk || state).emergency || state.site!.emergency;
  return ["div urgent", { key: title, role: title && "alert" }, text, title && ["b", title],
    ...lines.map((line): Tree => ["p", { key: line }, line]),
    ...numbers.map((number): Tree => [title ? "a button" : "a", { key: number, href: `tel:${number}` }, fill(CALL, number)])];
};

const connection = (): Tree =>
  state.link && state.link !== "open" &&
    ["div lost", { role: "status" }, state.link === "lost" ? LOST : `${TROUBLE} ${state.site!.phone}`];

/** A page of ours in a frame: the widget stays as small as it is. After the hash no server's log sees the token. */
const booking = (): Tree[] =>
  [["iframe", { title: BOOK, src: `${origin}/book/${site}?lang=${lang}#t=${state.token}` }]];

/** Which screen the panel shows, if it is open. */
export const screen = () => state.open && (state.menu ? (state.menu > 1 ? booking : menu) : state.talk ? talk : askForm);

/** On a phone it fills the screen, so it is modal; on a desk it stands beside the page. */
const show = (dialog: HTMLDialogElement) => {
  if (!dialog.open) dialog[isPhone() ? "showModal" : "show"]();
};

/** A phone's "back" closes it too. */
const onclose = () => state.open && openPanel(false);

export const panel = (): Tree =>
  ["dialog", { "aria-label": CHAT, autofocus: isPhone(), tabIndex: -1, drawn: show, onclose },
    header(), emergency(), connection(), ...(screen() || askForm)()];
