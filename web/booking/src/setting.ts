export type Lang = "zh" | "en";

const query = new URLSearchParams(location.search);

/** The site's public key: /book/KEY. */
export const site = decodeURIComponent(location.pathname.split("/")[2] ?? "");

/** Chinese first: another language only when the frame or, failing that, the browser asks for it. */
export const lang: Lang = /^zh/i.test(query.get("lang") ?? (/^en/i.test(navigator.language) ? "en" : "zh")) ? "zh" : "en";
export const locale = lang === "zh" ? "zh-CN" : "en-GB";

/** Inside the hospital's page the frame around this one has its own heading and way out. */
export const framed = window.parent !== window;

/** Who the visitor is to the widget, when it opened this page. After the hash, so that no server's log sees it. */
const given = new URLSearchParams(location.hash.slice(1)).get("t");
/** The widget writes "null" for nobody. */
export const token = given === "null" ? null : given;

/** The same page in the other language. */
export const otherLang = `?lang=${lang === "zh" ? "en" : "zh"}${location.hash}`;
