import { draw } from "../dom";
import { locale } from "../setting";
import { change, onPaint, state } from "../state";
import css from "../style.css";
import { answer, listen, load, openPanel } from "../visitor";
import { consentBar, invitation, launcher } from "./corner";
import { isPhone } from "./parts";
import { panel, screen } from "./panel";

/** On a phone the panel fills what the keyboard leaves. */
const fit = (dialog: HTMLElement | null) => {
  if (!dialog) return;
  const { height, offsetTop } = visualViewport!;
  dialog.style.cssText = isPhone() ? `height:${height}px;top:${offsetTop}px` : "";
};

/** `<bedside-chat>`: everything stands in its shadow, where the host page's styles do not reach. */
export class BedsideChat extends HTMLElement {
  /** For the hospital's own "ask us" buttons. */
  open() {
    if (state.site) openPanel(true);
  }

  connectedCallback() {
    if (this.shadowRoot) return;
    const shadow = this.attachShadow({ mode: "open" });
    const shell = document.createElement("div");
    shell.lang = locale;
    shell.className = "root";
    shadow.append(shell);
    // Adopted, as a host page's policy may forbid style elements.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [sheet];
    const find = (selector: string) => shadow.querySelector<HTMLElement>(selector);
    let was: unknown;

    onPaint(() => {
      const { site, open, asking, invitation: invited } = state;
      if (!site) return;
      shell.style.setProperty("--c", site.theme.colour);
      draw(shell, [asking && !(open && isPhone()) && consentBar(), open ? panel() : launcher(), invited && !open && invitation()]);
      // A rating given is a screen of its own: the button that held the focus is gone.
      const now = screen() && (state.talk?.rated || screen());
      if (now === was) return;
      // Focus follows the visitor's own step to the next screen, and back to the launcher.
      if (was) (find(now ? "dialog [autofocus]" : ".launcher") ?? find("dialog"))?.focus();
      was = now;
      fit(find("dialog"));
    });

    shell.onkeydown = (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      if (state.menu) change({ menu: 0 });
      else if (state.open) openPanel(false);
      else if (state.invitation) answer("declined");
    };
    visualViewport!.onresize = visualViewport!.onscroll = () => fit(find("dialog"));
    listen();
    void load();
  }
}
