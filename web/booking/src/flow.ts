/** What the buttons do. Every step that takes a seat ends with the server's word for it. */
import { call, doing, wording } from "./server";
import { lang, site, token } from "./setting";
import { change, state, type Screen, type State } from "./state";
import { addressOf, dayOf, plusDays } from "./time";
import type { Appointment, Booking, Department, Hold, NewPerson, Offer, Person, Problem, Service, Site, Slot, Waiting } from "./types";
import { CANCELLED, CODE_SENT, CONFIRMED, DECLINED, HOLD_OVER, JOINED, JOINED_EARLIER, LEFT, movedWords, wonWords } from "./words";

const WINDOW_DAYS = 14;
const LAST_DAYS = 84;
const known = () => ({ site, token: token ?? undefined, lang });

export const zone = (): string => state.booking?.time_zone || "Asia/Shanghai";
export const today = (): string => dayOf(Date.now(), zone());
export const lastDay = (): string => plusDays(today(), LAST_DAYS);

let listened = 0;
export const go = (screen: Screen, more: Partial<State> = {}): void => {
  listened = 0;
  change({ screen, problem: "", note: "", asking: undefined, ...more });
};

export const load = async (): Promise<void> => {
  change({ failed: false });
  try {
    const [about, booking] = await Promise.all([call<Site>(`sites/${site}`), call<Booking>(`sites/${site}/booking`)]);
    const only = booking.departments.length === 1 ? booking.departments[0] : undefined;
    change({ site: about, booking, department: only });
  } catch (problem) {
    change({ failed: true, problem: wording(problem as Problem) });
  }
};

/** What the first page lists; nothing is open then. */
export const listBy = (by: State["by"]): void => change({ by, doctor: "", department: undefined });
/** Shows the services of a department, of one doctor there if it is given; pressed again, hides them. */
export const open = (department: Department, doctor = ""): void => {
  const shut = state.department?.id === department.id && state.doctor === doctor;
  change(shut ? { department: undefined, doctor: "" } : { department, doctor });
};

export const chooseService = (department: Department, service: Service, doctor = ""): void => {
  go("times", { department, service, doctor });
  void findSlots();
};
export const chooseDoctor = (doctor: string): void => {
  change({ doctor });
  void findSlots();
};

const wanted = () => ({
  department: state.department?.id,
  service: state.service?.id,
  doctor: state.doctor || undefined,
});

const toMove = () => (state.moving ? { moving: state.moving.id, contact: state.contact } : {});

/** The soonest first; `more` goes on where the last days ended. */
export const findSlots = (more = false): Promise<boolean> =>
  doing(async () => {
    const first = today();
    if (!more) change({ slots: [], until: first });
    let slots = more ? state.slots : [];
    let from = more ? state.until : first;
    // Days without a free seat are passed over at once: who looks for the soonest is not made to press for it.
    for (let found = 0; !found && from < lastDay(); ) {
      const to = plusDays(from, WINDOW_DAYS);
      const { items } = await call<{ items: Slot[] }>("slots", { site, lang, ...wanted(), ...toMove(), from, to: plusDays(to, -1), limit: 200 });
      found = items.length;
      slots = [...slots, ...items];
      from = to;
    }
    change({ slots, until: from });
  });

const gone = (): void => {
  void findSlots();
};

export const take = (slot: Slot): Promise<boolean> =>
  doing(async () => {
    if (state.moving) return move(slot);
    const hold = await call<Hold>("holds", { ...known(), slot: slot.id });
    await next("who", { hold });
  }, (problem) => {
    if (problem.status !== 409) return false;
    // Somebody was faster: say so above the times that are left.
    queueMicrotask(async () => {
      await findSlots();
      change({ problem: wording(problem) });
    });
    return true;
  });

/** To who it is for, or first to the contact when none is known yet. */
const next = async (after: State["after"], more: Partial<State> = {}): Promise<void> => {
  const { codes } = state.booking!;
  if (!state.contact) return go("contact", { after, codeSentAt: 0, kind: codes.includes(state.kind) ? state.kind : (codes[0] ?? "phone"), ...more });
  if (after !== "mine") change({ persons: await personsHere() });
  else await readMine();
  go(after, { person: state.persons[0]?.id ?? "new", ...more });
};
export const withContact = (after: State["after"]): Promise<boolean> => doing(() => next(after));

const personsHere = async (): Promise<Person[]> => (await call<{ items: Person[] }>("persons", { site, contact: state.contact })).items;

export const sendCode = (typed: string): Promise<boolean> =>
  doing(async () => {
    const address = addressOf(state.kind, typed);
    await call("codes", { ...known(), kind: state.kind, address });
    change({ address, codeSentAt: Date.now(), note: CODE_SENT });
  });
export const otherContact = (): void => change({ codeSentAt: 0, problem: "", note: "" });
export const contactBy = (kind: State["kind"]): void => change({ kind, address: "", problem: "" });

export const checkCode = (code: string): Promise<boolean> =>
  doing(async () => {
    const { contact } = await call<{ contact: string }>("codes/check", { ...known(), kind: state.kind, address: state.address, code: code.normalize("NFKC").trim() });
    change({ contact });
    await next(state.after);
  });

const whom = (fresh: NewPerson) =>
  state.person === "new"
    ? { new: { name: fresh.name.trim(), sex: fresh.sex, born: fresh.born || undefined, id_card: fresh.id_card.trim() || undefined } }
    : { person: state.person };

export const confirm = (fresh: NewPerson, care: boolean): Promise<boolean> =>
  doing(async () => {
    const { hold } = state.hold!;
    const appointment = await call<Appointment>("confirm", {
      ...known(), hold, contact: state.contact, ...whom(fresh), care, health: true, version: state.booking!.care_version,
    });
    go("done", { appointment, hold: undefined });
  }, (problem) => {
    if (problem.code !== "hold_expired") return false;
    expireHold();
    return true;
  });

const LISTEN_SECONDS = 60;
/** Each second: while the hospital has yet to confirm and somebody looks, asks every few seconds, for a minute. Later a message tells. */
export const listen = async (): Promise<void> => {
  const waiting = state.screen === "done" ? [state.appointment] : state.screen === "mine" ? state.appointments : [];
  if (!waiting.some((of) => of?.status === "requested") || state.busy || document.hidden || ++listened > LISTEN_SECONDS || listened % 4) return;
  await readMine().catch(() => {});
  const { appointment, appointments, screen } = state;
  const now = appointments.find(({ id }) => id === appointment?.id);
  if (now && screen === "done" && now.status !== appointment?.status) change({ appointment: now, note: now.status === "booked" ? CONFIRMED : "" });
};

export const expireHold = (): void => {
  go("times", { hold: undefined });
  void findSlots().then(() => change({ problem: HOLD_OVER }));
};

const readMine = async (): Promise<void> => {
  const found = await call<{ items: Appointment[]; waiting?: Waiting[] }>("appointments", { site, contact: state.contact, lang });
  change({ appointments: found.items, waiting: found.waiting ?? [] });
};
export const showMine = (): Promise<boolean> => withContact("mine");

const named = { contact: () => ({ site, contact: state.contact, lang }) };

export const cancel = (appointment: Appointment): Promise<boolean> =>
  doing(async () => {
    await call(`appointments/${appointment.id}/cancel`, named.contact());
    await readMine();
    change({ asking: undefined, note: CANCELLED });
  });

/** Shows the free times of the same service, to move this appointment to one of them. */
export const startMoving = (appointment: Appointment): void => {
  const department = state.booking!.departments.find(({ id }) => id === appointment.department_id);
  go("times", { moving: appointment, department, service: department?.services.find(({ id }) => id === appointment.service_id), doctor: "" });
  void findSlots();
};
const move = async (slot: Slot): Promise<void> => {
  const { status } = await call<Appointment>(`appointments/${state.moving!.id}/reschedule`, { ...named.contact(), slot: slot.id });
  await readMine();
  go("mine", { moving: undefined, note: movedWords(status) });
};

export const joinWaiting = (fresh: NewPerson, from: string, to: string, care: boolean): Promise<boolean> =>
  doing(async () => {
    await call("waitlist", { ...named.contact(), ...whom(fresh), ...wanted(), from, to, care, health: true, version: state.booking!.care_version });
    await readMine();
    go("mine", { note: JOINED });
  });
/** What is booked stands until a sooner time is won, and is then moved there. */
export const waitOf = ({ id }: Appointment): Waiting | undefined => state.waiting.find(({ covers }) => covers.includes(id));
export const waitEarlier = (appointment: Appointment): Promise<boolean> =>
  doing(async () => {
    await call(`appointments/${appointment.id}/wait-earlier`, named.contact());
    await readMine();
    go("mine", { moving: undefined, note: JOINED_EARLIER });
  });
export const leaveWaiting = (waiting: Waiting): Promise<boolean> =>
  doing(async () => {
    await call(`waitlist/${waiting.id}/leave`, named.contact());
    await readMine();
    change({ note: LEFT });
  });
export const accept = (offer: Offer): Promise<boolean> =>
  doing(async () => {
    const { status } = await call<Appointment>(`offers/${offer.id}/accept`, named.contact());
    await readMine();
    change({ note: wonWords(status) });
  }, () => {
    void readMine().catch(gone);
    return false;
  });

export const decline = (offer: Offer): Promise<boolean> =>
  doing(async () => {
    await call(`offers/${offer.id}/decline`, named.contact());
    await readMine();
    change({ note: DECLINED });
  });

export const openIntake = (appointment: Appointment): void => go("intake", { appointment });
export const answerIntake = (answers: Record<string, string | number | boolean>): Promise<boolean> =>
  doing(async () => {
    const appointment = state.appointment!;
    await call("intake", { ...named.contact(), appointment: appointment.id, version: appointment.intake?.form?.version, answers });
    const done = { ...appointment, intake: { form: appointment.intake?.form ?? null, answered: true } };
    go("done", { appointment: done });
  });

/** One step back, or to the beginning; nothing that was held is kept by it, as holds end by themselves. */
export const back = (): void => {
  const { screen, moving } = state;
  if (screen === "times") return moving ? go("mine", { moving: undefined }) : go("choose", state.by === "department" ? { doctor: "" } : {});
  if (screen === "contact") return state.after === "mine" ? go("choose") : go("times");
  if (screen === "who" || screen === "wait") return go("times");
  if (screen === "intake") return go("done");
  go("choose", { moving: undefined });
};
