import type { App } from "../app";
import { h } from "../dom";
import { messages } from "./messages";
import { named, iconButton, alertLine } from "./parts";
import { ending } from "./rating";
import { clip, plane } from "./icons";

const NEAR = 80;
let atEnd = true;
let count = 0;

const toEnd = (list: Element) => (list.scrollTop = list.scrollHeight);

/** Keeps the newest in sight, unless the reader has gone back to older messages. */
const follow = (list: Element) => {
  const now = list.childElementCount;
  if (atEnd || (now !== count && list.querySelector(".row:last-of-type.mine"))) toEnd(list);
  count = now;
};

const queue = ({ state, say }: App) => {
  const { position } = state.conversation!;
  return h("div", { class: "queue", key: "queue", role: "status" },
    h("span", { class: "pulse", "aria-hidden": "true" }),
    h("div", null,
      h("b", null, say("waiting")),
      position && h("span", null, position === 1 ? say("next") : say("position", position)),
      h("small", null, say("waitingMore"))));
};

const grow = (box: HTMLTextAreaElement) => {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
};

const composer = ({ state, say, write, type, attach }: App) => {
  const send = (form: HTMLFormElement) => {
    const box = form.elements.namedItem("text") as HTMLTextAreaElement;
    const text = box.value.trim();
    box.focus();
    if (!text) return;
    box.value = "";
    grow(box);
    atEnd = true;
    write(text);
  };
  const pick = () => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = "image/jpeg,image/png,image/gif,image/webp,application/pdf";
    input.multiple = true;
    input.onchange = () => [...input.files!].forEach(attach);
    input.click();
  };
  return h(
    "form",
    {
      class: "composer",
      key: "composer",
      onsubmit: (event: Event) => {
        event.preventDefault();
        send(event.currentTarget as HTMLFormElement);
      },
    },
    alertLine(state.problem),
    h("div", { class: "box" },
      iconButton(say("attach"), clip(), pick),
      h("textarea", {
        name: "text",
        rows: 1,
        maxLength: 4000,
        placeholder: say("say"),
        "aria-label": say("say"),
        "aria-describedby": "seen",
        enterKeyHint: "send",
        "data-focus": "",
        oninput: ({ target }: Event) => {
          grow(target as HTMLTextAreaElement);
          type((target as HTMLTextAreaElement).value);
        },
        onkeydown: (event: KeyboardEvent) => {
          // While an input method composes, Enter chooses a word.
          if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
          event.preventDefault();
          send((event.target as HTMLTextAreaElement).form!);
        },
        onpaste: (event: ClipboardEvent) => {
          const files = [...(event.clipboardData?.files ?? [])];
          if (files.length) event.preventDefault();
          files.forEach(attach);
        },
      }),
      h("button", { class: "icon send", type: "submit", "aria-label": say("send"), title: say("send") }, plane())),
    h("small", { id: "seen" }, state.site!.consent.typing_notice),
  );
};

/** The conversation: thread, who is typing, and either the box to write in or the end. */
export const talk = (app: App) => {
  const { state, say, thread, older } = app;
  const { status } = state.conversation!;
  const unseen = !atEnd && thread.unread(state.read) > 0;
  return [
    h("div",
      {
        class: "log",
        key: "log",
        role: "log",
        tabindex: 0,
        "aria-label": say("chat"),
        drawn: follow,
        onscroll: ({ target }: Event) => {
          const { scrollHeight, scrollTop, clientHeight } = target as Element;
          atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
        },
      },
      state.more && h("button", { class: "older", type: "button", key: "older", onclick: () => void older() }, say("older")),
      messages(app),
      status === "waiting" && queue(app),
      state.typing && h("div", { class: "typing", key: "typing" }, h("span", { class: "three", "aria-hidden": "true" }, h("i"), h("i", { key: 2 }), h("i", { key: 3 })), say("typing", named(state.typing))),
      status === "closed" && ending(app)),
    unseen && h("button", { class: "newer", type: "button", key: "newer", onclick: () => (atEnd = true) }, say("newer")),
    status !== "closed" && composer(app),
  ];
};
