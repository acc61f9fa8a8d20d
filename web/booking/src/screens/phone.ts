import type { Tree } from "../../../widget/src/dom";
import { checkCode, otherPhone, sendCode } from "../flow";
import { state } from "../state";
import { isPhone } from "../time";
import { CHECK, CODE, fill, OTHER_PHONE, PHONE, PHONE_HINT, PHONE_TITLE, RESEND, RESEND_IN, SEND_CODE } from "../words";
import { button, field, said, submitting, title } from "./parts";
import { holding } from "./who";

const WAIT_SECONDS = 60;

export const phone = (): Tree[] => {
  const { codeSentAt } = state;
  const left = Math.ceil(WAIT_SECONDS - (Date.now() - codeSentAt) / 1000);
  const invalid = ({ target }: Event): void => {
    const input = target as HTMLInputElement;
    input.setCustomValidity(isPhone(input.value) ? "" : PHONE);
  };
  return [
    ...title(PHONE_TITLE, PHONE_HINT),
    holding(),
    ...said(),
    codeSentAt
      ? ["form form", { key: "code", onsubmit: submitting(({ code }) => checkCode(code!)) },
          ["p", { key: "to" }, state.phone, " ", button("link", OTHER_PHONE, otherPhone)],
          field(CODE, "input", { name: "code", inputMode: "numeric", autocomplete: "one-time-code", maxLength: 6, pattern: "[0-9０-９]{6}", required: true, autofocus: true }),
          button("", CHECK),
          left > 0
            ? ["p quiet", { key: "wait" }, fill(RESEND_IN, left)]
            : ["p", { key: "again" }, button("link", RESEND, () => sendCode(state.phone))]]
      : ["form form", { key: "phone", onsubmit: submitting(({ phone }) => sendCode(phone!)) },
          field(PHONE, "input", { name: "phone", type: "tel", autocomplete: "tel", required: true, maxLength: 20, autofocus: true, oninput: invalid }),
          button("", SEND_CODE)],
  ];
};
