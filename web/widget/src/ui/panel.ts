import type { Tree } from "../dom";
import { change, state } from "../state";
import { seen } from "../thread";
import { openPanel } from "../visitor";
import { AWAY, BACK, CALL, CHAT, CLOSE, LOST, MENU, ONLINE, STOPPED } from "../words";
import { fill } from "../fill";
import { askForm, menu } from "./forms";
import { avatar, iconButton, isPhone } from "./parts";
import { talk } from "./talk";

const turn = (menu: boolean) => {
  change({ menu, problem: "", kept: null });
  seen();
};

const header = (): Tree => {
  const { talk, site, desk, menu } = state;
  const staff = (talk?.status === "active" && talk.with) || [];
  return ["header",
    menu ? iconButton(BACK, "‹", () => turn(false)) : avatar(staff[0]),
    ["div title",
      ["b", staff.map(({ name }) => name).join(", ") || site!.hospital],
      ["small", staff.map(({ title }) => title).join(", ") || (desk!.open ? ONLINE : AWAY)]],
    !menu && iconButton(MENU, "⋯", () => turn(true)),
    iconButton(CLOSE, "×", () => openPanel(false))];
};

/** Always there, whatever was agreed to or refused. */
const emergency = (): Tree =>
  ["div urgent", state.site!.emergency.text,
    ...state.site!.emergency.numbers.map((number): Tree => ["a", { key: number, href: `tel:${number}` }, fill(CALL, number)])];

const connection = (): Tree =>
  /../.test(state.link) && state.link !== "open" &&
    ["div lost", { role: "status" }, state.link === "lost" ? LOST : fill(STOPPED, state.site!.phone)];

/** Which screen the panel shows. */
export const place = () =>
  state.open && (state.menu ? "menu" : state.talk ? "talk" : "ask");

const screens: Record<string, () => Tree[]> = {
  menu: () => [menu()],
  talk,
  ask: () => [askForm()],
};

/** On a phone it fills the screen, so it is modal; on a desk it stands beside the page. */
const show = (dialog: HTMLDialogElement) => {
  if (!dialog.open) dialog[isPhone() ? "showModal" : "show"]();
};

export const panel = (): Tree =>
  ["dialog", { "aria-label": CHAT, autofocus: isPhone(), tabIndex: -1, drawn: show },
    header(), emergency(), connection(), ...screens[place() as string]!()];
