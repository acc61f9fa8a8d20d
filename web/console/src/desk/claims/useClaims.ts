/** What is typed is checked as one pauses; what was found belongs to exactly that text. */
import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { Claim, Id } from '../state/protocol'
import { useDesk } from '../store'

const PAUSE_MS = 150

export function useClaims(id: Id, text: Ref<string>, checked: Ref<boolean>) {
  const desk = useDesk()
  const found = shallowRef<{ text: string; claims: readonly Claim[] }>({ text: '', claims: [] })
  const said = computed(() => text.value.trim())
  let timer = 0

  async function look(): Promise<readonly Claim[]> {
    window.clearTimeout(timer)
    const asked = said.value
    if (!asked || !checked.value) return []
    if (found.value.text === asked) return found.value.claims
    const claims = await desk.check(id, asked)
    if (claims && said.value === asked) found.value = { text: asked, claims }
    return claims ?? []
  }
  watch(
    [said, checked],
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
      found.value = { text: '', claims: [] }
      void look()
    },
  )
  onScopeDispose(() => window.clearTimeout(timer))

  return {
    claims: computed(() => (checked.value && found.value.text === said.value ? found.value.claims : [])),
    release,
    look,
    async ask(): Promise<void> {
      const answer = await desk.askRelease(id, said.value)
      if (answer.ok && answer.event.on === 'release_asked') {
        const { release: asked } = answer.event
        desk.releases = { ...desk.releases, [asked.id]: asked }
      }
    },
  }
}
