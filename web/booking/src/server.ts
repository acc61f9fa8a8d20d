import { lang } from "./setting";
import { change, state } from "./state";
import type { Problem } from "./types";
import { AGAIN_CODE, TROUBLE } from "./words";

/** One call; throws the server's Problem. */
export const call = async <T>(path: string, body?: object): Promise<T> => {
  const answer = await fetch(`/v1/visitor/${path}?lang=${lang}`, {
    ...(body && { method: "POST", body: JSON.stringify(body) }),
    credentials: "omit",
  });
  const text = await answer.text();
  const json = text ? JSON.parse(text) : {};
  if (!answer.ok) throw { ...json, status: answer.status };
  return json as T;
};

const stop = lang === "zh" ? "。" : ". ";
export const wording = ({ title, way_out }: Partial<Problem>): string =>
  title ? [title, way_out].filter(Boolean).map((text) => text!.replace(/[。.]\s*$/, "") + stop).join("").trim() : TROUBLE;

/** Runs what a button asked for, one at a time; says what went wrong. True when it worked. */
export const doing = async (action: () => Promise<unknown>, otherwise?: (problem: Problem) => boolean): Promise<boolean> => {
  if (state.busy) return false;
  change({ busy: true, problem: "", note: "" });
  try {
    await action();
    return true;
  } catch (error) {
    if ((error as Problem).code === "contact_expired") change({ contact: "", codeSentAt: 0, screen: "contact", problem: AGAIN_CODE });
    else if (!otherwise?.(error as Problem)) change({ problem: wording(error as Problem) });
    return false;
  } finally {
    change({ busy: false });
  }
};
