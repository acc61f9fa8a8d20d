/** Files that wait in the composer: uploaded at once, sent with the next Enter. */
import { ref, type Ref } from 'vue'
import { explain } from '@/kit/load'
import { server } from '../server'
import { ACCEPTED, LARGEST } from '../size'
import { uuid7 } from '../state/ids'
import type { FileInfo, Id } from '../state/protocol'
import { deskText as t } from '../texts'

export interface Attachment {
  id: Id
  name: string
  size: number
  picture: string | null
  state: 'going' | 'ready' | 'failed'
  trouble: string
  file: FileInfo | null
}

export interface Attachments {
  list: Ref<Attachment[]>
  add: (files: Iterable<File>) => void
  again: (id: Id) => void
  drop: (id: Id) => void
  /** All that are ready, taken out of the list. */
  take: () => FileInfo[]
  end: () => void
}

export function useAttachments(conversation: Id): Attachments {
  const list = ref<Attachment[]>([])
  const sources = new Map<Id, File>()

  function change(id: Id, to: Partial<Attachment>): void {
    list.value = list.value.map((each) => (each.id === id ? { ...each, ...to } : each))
  }
  async function upload(id: Id): Promise<void> {
    const source = sources.get(id)
    if (!source) return
    change(id, { state: 'going', trouble: '' })
    try {
      change(id, { file: await server.upload(conversation, source, id), state: 'ready' })
    } catch (error) {
      change(id, { state: 'failed', trouble: explain(error) })
    }
  }
  function add(files: Iterable<File>): void {
    for (const source of files) {
      const id = uuid7()
      const trouble = !ACCEPTED.includes(source.type) ? t('fileKind') : source.size > LARGEST ? t('fileSize') : ''
      const picture = source.type.startsWith('image/') && !trouble ? URL.createObjectURL(source) : null
      list.value = [
        ...list.value,
        { id, name: source.name, size: source.size, picture, state: trouble ? 'failed' : 'going', trouble, file: null },
      ]
      if (!trouble) {
        sources.set(id, source)
        void upload(id)
      }
    }
  }
  function drop(id: Id): void {
    const gone = list.value.find((each) => each.id === id)
    if (gone?.picture) URL.revokeObjectURL(gone.picture)
    sources.delete(id)
    list.value = list.value.filter((each) => each.id !== id)
  }
  function take(): FileInfo[] {
    const ready = list.value.filter((each) => each.state === 'ready')
    ready.forEach((each) => drop(each.id))
    return ready.flatMap((each) => each.file ?? [])
  }
  return { list, add, again: (id) => void upload(id), drop, take, end: () => list.value.forEach((each) => drop(each.id)) }
}
