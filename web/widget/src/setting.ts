import type { Lang } from "./protocol";

const script = (document.currentScript ?? document.querySelector("script[data-site]")) as HTMLScriptElement;

/** The site's public key, from the script tag. */
export const site = script.dataset.site!;

/** The server: where the script came from. */
export const origin = new URL(script.src, location.href).origin;

const tag = script.dataset.lang || document.documentElement.lang;

/** Chinese, unless the page (or `data-lang`) names another language. */
export const lang: Lang = !tag || /^zh/i.test(tag) ? "zh" : "en";

/** The same as a browser wants it. */
export const locale = lang === "zh" ? "zh-CN" : "en-GB";
