import type { Problem } from "./protocol";
import { lang, origin } from "./setting";
import { change, state } from "./state";
import { TROUBLE } from "./words";

export const PREFIX = `${origin}/v1/visitor/`;

/** One HTTP call; text/plain, so that no preflight is needed. Throws the server's Problem. */
export const call = async (path: string, body?: object) => {
  const answer = await fetch(`${PREFIX}${path}?lang=${lang}`, {
    ...(body && { method: "POST", body: JSON.stringify(body) }),
    credentials: "omit",
  });
  const json = await answer.json();
  if (!answer.ok) throw json;
  return json;
};

export const wording = ({ title, way_out }: Partial<Problem>) => (title ? `${title} ${way_out}` : TROUBLE);

/** Runs what a button asked for, one at a time, and says what went wrong. */
export const doing = async (action: () => Promise<void>) => {
  if (state.busy) return;
  change({ busy: true, problem: "" });
  let problem = "";
  await action().catch((error) => {
    problem = wording(error);
  });
  change({ busy: false, problem });
};
