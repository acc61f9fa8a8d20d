/** A draft is looked at as one pauses: what may not be said so, and what could be said better. Both belong to exactly that text. */
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { Claim, Hint, Id } from '../state/protocol'
import { useDesk } from '../store'

const PAUSE_MS = 150
const SHOWN = 3

/** `waits`: the visitor waits for this answer. `canned`: the draft is a prepared text. */
export function useCheck(id: Id, text: Ref<string>, about: { checked: Ref<boolean>; waits: Ref<boolean>; canned: Ref<boolean> }) {
  const desk = useDesk()
  const found = shallowRef<{ text: string; claims: readonly Claim[]; hints: readonly Hint[] }>({ text: '', claims: [], hints: [] })
  const dismissed = ref<ReadonlySet<string>>(new Set())
  const said = computed(() => text.value.trim())
  /** In an emergency nobody is taught manners; what the law forbids stays forbidden. */
  const calm = computed(() => desk.flagOf(id) === null)
  const seq = computed(() => desk.state.threads[id]?.entries.at(-1)?.seq ?? 0)
  /** Nothing typed is looked at, too, while somebody waits: then only the time can tell. */
  const asks = computed(() => about.checked.value && (said.value !== '' || about.waits.value))
  /** The draft's place: when it changes, what was found before may be no more. */
  const place = computed(() => `${seq.value} ${about.canned.value} ${about.waits.value ? desk.minute : ''}`)
  let timer = 0
  let looked = ''

  async function look(): Promise<readonly Claim[]> {
    window.clearTimeout(timer)
    const asked = said.value
    if (!asks.value) return []
    const key = `${place.value} ${asked}`
    if (looked === key && found.value.text === asked) return found.value.claims
    const answer = await desk.check(id, { text: asked, seq: seq.value, canned: about.canned.value })
    if (answer && said.value === asked) {
      looked = key
      found.value = { text: asked, claims: answer.claims, hints: answer.hints }
    }
    return answer?.claims ?? []
  }
  watch(
    [said, asks, place],
    () => {
      window.clearTimeout(timer)
      timer = window.setTimeout(() => void look(), PAUSE_MS)
    },
    { immediate: true },
  )
  /** What became of the request for this text, the newest one. */
  const release = computed(() => {
    const mine = Object.values(desk.releases).filter((each) => each.conversation === id && each.text === said.value)
    return mine.filter((each) => each.asked_by === desk.me).at(-1) ?? null
  })
  watch(
    () => release.value?.state,
    (state) => {
      if (state !== 'released') return
      looked = ''
      void look()
    },
  )
  onScopeDispose(() => window.clearTimeout(timer))
  const current = computed(() => asks.value && found.value.text === said.value)

  return {
    claims: computed(() => (current.value ? found.value.claims : [])),
    /** Those of the text before stay until the next are known: lines that come and go with every key would be in the way. */
    hints: computed(() =>
      current.value || (asks.value && said.value)
        ? found.value.hints.filter((hint) => !dismissed.value.has(hint.code) && (calm.value || hint.code === 'claim')).slice(0, SHOWN)
        : [],
    ),
    current,
    release,
    look,
    dismiss: (code: string): void => void (dismissed.value = new Set([...dismissed.value, code])),
    /** The next draft is looked at afresh. */
    afresh: (): void => void (dismissed.value = new Set()),
    async ask(): Promise<void> {
      const answer = await desk.askRelease(id, said.value)
      if (answer.ok && answer.event.on === 'release_asked') {
        const { release: asked } = answer.event
        desk.releases = { ...desk.releases, [asked.id]: asked }
      }
    },
  }
}
