/** Wall-clock time at the hospital, whatever zone the browser is in. Days are YYYY-MM-DD, minutes are of the day. */

export interface Wall {
  day: string
  minutes: number
}

const formats = new Map<string, Intl.DateTimeFormat>()
function parts(at: number, zone: string): Record<string, string> {
  let format = formats.get(zone)
  if (!format)
    formats.set(
      zone,
      (format = new Intl.DateTimeFormat('en-CA', {
        timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
      })),
    )
  return Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]))
}

export function wallOf(at: string | number, zone: string): Wall {
  const of = parts(typeof at === 'number' ? at : Date.parse(at), zone)
  return { day: `${of.year}-${of.month}-${of.day}`, minutes: Number(of.hour) * 60 + Number(of.minute) }
}

/** The instant (RFC 3339, UTC) of a wall-clock time; minutes may run past 1440 into the next day. */
export function instantOf(day: string, minutes: number, zone: string): string {
  const wanted = Date.parse(`${day}T00:00:00Z`) + minutes * 60_000
  const shown = (at: number): number => {
    const of = parts(at, zone)
    return Date.UTC(Number(of.year), Number(of.month) - 1, Number(of.day), Number(of.hour), Number(of.minute))
  }
  // Twice, because the first guess may fall on the other side of a clock change.
  let at = wanted - (shown(wanted) - wanted)
  at += wanted - shown(at)
  return new Date(at).toISOString()
}

/** Day arithmetic on YYYY-MM-DD. */
export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
/** Monday of the week of a day. */
export function mondayOf(day: string): string {
  return plusDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7))
}
