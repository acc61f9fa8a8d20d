import type { Tree } from "../../../widget/src/dom";
import { checkCode, contactBy, otherContact, sendCode } from "../flow";
import { state } from "../state";
import { isAddress } from "../time";
import type { ContactKind } from "../types";
import { CHECK, CODE, CONTACT, CONTACT_BY, fill, NO_CODES, RESEND, RESEND_IN, SEND_CODE } from "../words";
import { button, field, said, segments, submitting, title } from "./parts";
import { holding } from "./who";

const WAIT_SECONDS = 60;
const INPUT = { phone: { type: "tel", autocomplete: "tel", maxLength: 20 }, email: { type: "email", autocomplete: "email", maxLength: 200 } };

const ask = (kind: ContactKind, codes: ContactKind[]): Tree[] => {
  const { label } = CONTACT[kind];
  const invalid = ({ target }: Event): void => {
    const input = target as HTMLInputElement;
    input.setCustomValidity(isAddress(kind, input.value) ? "" : label);
  };
  return [
    codes.length > 1 && segments(CONTACT_BY, codes.map((each) => [each, CONTACT[each].by]), kind, contactBy),
    ["form form", { key: kind, onsubmit: submitting(({ address }) => sendCode(address!)) },
      field(label, "input", { name: "address", ...INPUT[kind], required: true, autofocus: true, oninput: invalid }),
      button("", SEND_CODE)],
  ];
};

const check = (kind: ContactKind): Tree => {
  const left = Math.ceil(WAIT_SECONDS - (Date.now() - state.codeSentAt) / 1000);
  return ["form form", { key: "code", onsubmit: submitting(({ code }) => checkCode(code!)) },
    ["p", { key: "to" }, state.address, " ", button("link", CONTACT[kind].other, otherContact)],
    field(CODE, "input", { name: "code", inputMode: "numeric", autocomplete: "one-time-code", maxLength: 6, pattern: "[0-9０-９]{6}", required: true, autofocus: true }),
    button("", CHECK),
    left > 0
      ? ["p quiet", { key: "wait" }, fill(RESEND_IN, left)]
      : ["p", { key: "again" }, button("link", RESEND, () => sendCode(state.address))]];
};

export const contact = (): Tree[] => {
  const { codeSentAt, kind } = state;
  const { codes } = state.booking!;
  return [
    ...title(CONTACT[kind].title, codes.length ? CONTACT[kind].hint : NO_CODES),
    holding(),
    ...said(),
    ...(!codes.length ? [] : codeSentAt ? [check(kind)] : ask(kind, codes)),
  ];
};
