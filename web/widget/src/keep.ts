import { site } from "./setting";

/*
 * All that this browser keeps. Nothing is written before a yes. A no is kept as a flag without any id, for this browser
 * session. The token is in localStorage with tracking consent, else (a chat without it) in sessionStorage. Messages
 * that are not sent yet stay in this tab's sessionStorage.
 */
const KEY = `bedside:${site}`;

const use = (name: "localStorage" | "sessionStorage", part: string, value?: string | null): string | null => {
  // A browser may refuse storage altogether; the widget then simply forgets at the next page.
  try {
    const storage = window[name];
    if (value) storage.setItem(KEY + part, value);
    else if (value === undefined) return storage.getItem(KEY + part);
    else storage.removeItem(KEY + part);
  } catch {}
  return null;
};

export const session = (part: string, value?: string | null) => use("sessionStorage", part, value);

export const trackedToken = () => use("localStorage", "");
export const keptToken = () => trackedToken() ?? session("");

export const keepToken = (token: string | null, tracking: boolean | null) => {
  use("localStorage", "", tracking ? token : null);
  session("", tracking ? null : token);
};

/** Tells of a token that another tab took (or dropped: null). */
export const onOtherTab = (heard: (token: string | null) => void) =>
  addEventListener("storage", ({ key, newValue }) => key === KEY && heard(newValue));
