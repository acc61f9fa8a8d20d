/** Bytes as a person reads them. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const kib = bytes / 1024
  return kib < 1024 ? `${kib.toFixed(0)} KB` : `${(kib / 1024).toFixed(1)} MB`
}

/** What the server accepts: it looks at the content, this only spares a useless upload. */
export const ACCEPTED = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'application/pdf']
export const LARGEST = 10 * 1024 * 1024
