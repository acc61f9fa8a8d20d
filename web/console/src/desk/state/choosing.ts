/** One of a list's options, by arrow keys around its ends and kept in sight. */
import { nextTick, ref, type Ref } from 'vue'

export function useChoosing(list: Readonly<Ref<HTMLElement | null>>, count: () => number) {
  const at = ref(0)
  async function move(step: number): Promise<void> {
    if (!count()) return
    at.value = (at.value + step + count()) % count()
    await nextTick()
    list.value?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }
  return { at, move }
}
