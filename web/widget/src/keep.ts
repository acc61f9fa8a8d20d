import { site } from "./setting";

/*
 * All that this browser keeps. Nothing is written before a yes. A no is kept as a flag without any id, for this browser
 * session. The token is in localStorage with tracking consent, else (a chat without it) in sessionStorage. Messages
 * that are not sent yet stay in this tab's sessionStorage.
 */
type Box = Record<string, string>;

const box = (name: "localStorage" | "sessionStorage"): Box => {
  // A browser may refuse storage altogether; the widget then simply forgets at the next page.
  try {
    return window[name] as unknown as Box;
  } catch {
    return {};
  }
};

const local = box("localStorage");
const session = box("sessionStorage");

export const TOKEN = `bedside:${site}`;
export const NO = `${TOKEN}:no`;
export const OPEN = `${TOKEN}:open`;
export const UNSENT = `${TOKEN}:unsent`;

const put = (box: Box, name: string, value: unknown) => {
  if (value) box[name] = `${value}`;
  else if (box[name]) delete box[name];
};

export const read = (name: string) => session[name];
export const keep = (name: string, value: unknown) => put(session, name, value);
export const trackedToken = () => local[TOKEN];

/** The token of another hospital of the group, whose pages stand on this same website. */
export const otherToken = () => local[Object.keys(local).find((name) => /^bedside:/.test(name) && name !== TOKEN) ?? ""];

export const keepToken = (token: string | null, tracking?: boolean | null) => {
  put(local, TOKEN, tracking && token);
  keep(TOKEN, !tracking && token);
};
