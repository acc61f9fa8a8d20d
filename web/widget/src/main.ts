import { BedsideChat } from "./ui/element";

const begin = () => document.body.append(new BedsideChat());

if (!customElements.get("bedside-chat")) {
  customElements.define("bedside-chat", BedsideChat);
  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
}
