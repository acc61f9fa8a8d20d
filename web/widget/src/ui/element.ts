import { createApp, type App, type Setting } from "../app";
import { draw, h } from "../dom";
import css from "../style.css";
import { theme } from "../theme";
import { consentBar } from "./bar";
import { invitation, launcher } from "./launcher";
import { panel, place } from "./panel";

const PHONE = "(max-width: 520px)";

const style = (root: ShadowRoot) => {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // Browsers before 2023 cannot adopt sheets.
    const element = document.createElement("style");
    element.textContent = css;
    root.append(element);
  }
};

/** `<bedside-chat>`: everything stands in its shadow, where the host page's styles do not reach. */
export class BedsideChat extends HTMLElement {
  setting!: Setting;
  private app!: App;
  private drawing = false;
  private was: string | false = false;
  private quiet = true;
  private readonly shell = document.createElement("div");
  private overflow = "";

  connectedCallback() {
    if (this.app) return;
    const root = this.attachShadow({ mode: "open" });
    style(root);
    root.append(this.shell);
    const { shell } = this;
    shell.lang = this.setting.lang === "zh" ? "zh-CN" : "en";
    const app = (this.app = createApp(this.setting, () => this.paint()));
    shell.onkeydown = (event) => this.key(event);
    addEventListener("storage", app.otherTab);
    addEventListener("online", app.wake);
    addEventListener("offline", app.cut);
    document.addEventListener("visibilitychange", app.wake);
    visualViewport?.addEventListener("resize", () => this.fit());
    visualViewport?.addEventListener("scroll", () => this.fit());
    void app.load().then(() => (this.quiet = false));
  }

  /** For the hospital's own "ask us" buttons: `document.querySelector("bedside-chat").open()`. */
  open() {
    if (this.app.state.site) this.app.open(true);
  }

  private paint() {
    if (this.drawing) return;
    this.drawing = true;
    queueMicrotask(() => {
      this.drawing = false;
      this.draw();
    });
  }

  private draw() {
    const { app, shell } = this;
    const { site, open, asking, invitation: invited } = app.state;
    if (!site) return;
    const colours = theme(site.theme.colour);
    for (const name in colours) shell.style.setProperty(name, colours[name]!);
    draw(shell, [
      h("div", { class: `root${open ? " open" : ""}`, key: "root" },
        asking && consentBar(app),
        invited && !open && invitation(app),
        open ? panel(app) : launcher(app)),
    ]);
    const now = place(app);
    if (now !== this.was) this.moved(now);
  }

  /** Focus goes where the visitor's own click led, never by itself. */
  private moved(now: string | false) {
    const { was, shell } = this;
    this.was = now;
    const phone = matchMedia(PHONE).matches;
    const page = document.documentElement;
    if (now && !was) this.overflow = page.style.overflow;
    if (phone) page.style.overflow = now ? "hidden" : this.overflow;
    this.fit();
    if (this.quiet) return;
    const panel = shell.querySelector<HTMLElement>(".panel");
    // On a phone, focus in a field would open the keyboard over the greeting.
    const target = phone ? panel : panel?.querySelector<HTMLElement>("[data-focus]") ?? panel;
    (target ?? shell.querySelector<HTMLElement>(".launcher"))?.focus();
  }

  /** On a phone the panel fills what the keyboard leaves. */
  private fit() {
    const panel = this.shell.querySelector<HTMLElement>(".panel");
    const view = visualViewport;
    if (!panel || !view) return;
    const phone = matchMedia(PHONE).matches;
    panel.style.height = phone ? `${view.height}px` : "";
    panel.style.transform = phone ? `translateY(${view.offsetTop}px)` : "";
  }

  private key(event: KeyboardEvent) {
    const { app, shell } = this;
    if (!app.state.open) return;
    if (event.key === "Escape" && !event.isComposing) {
      event.stopPropagation();
      if (app.state.page === "menu") app.page("talk");
      else app.open(false);
    }
    if (event.key !== "Tab" || !matchMedia(PHONE).matches) return;
    // Full screen, there is nothing else to reach.
    const all = [...shell.querySelectorAll<HTMLElement>(".panel :is(a,button,input,select,textarea,summary,[tabindex='0']):not(:disabled)")];
    const active = this.shadowRoot!.activeElement;
    const end = event.shiftKey ? all[0] : all[all.length - 1];
    if (active !== end) return;
    event.preventDefault();
    (event.shiftKey ? all[all.length - 1] : all[0])?.focus();
  }
}
