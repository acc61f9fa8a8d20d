import { language } from "./text";
import { BedsideChat } from "./ui/element";

const script = document.currentScript as HTMLScriptElement | null;
const site = script?.dataset.site;

const begin = () => {
  const chat = document.createElement("bedside-chat") as BedsideChat;
  const { src, dataset } = script!;
  chat.setting = {
    origin: new URL(src).origin,
    site: site!,
    lang: language(dataset.lang ?? document.documentElement.lang),
  };
  document.body.append(chat);
};

if (!site) console.warn("bedside: the script tag needs data-site");
else if (!customElements.get("bedside-chat")) {
  customElements.define("bedside-chat", BedsideChat);
  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
}
