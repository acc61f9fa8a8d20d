// The first load (what sign-in and the desk need before either works), gzipped, against its limit.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const LIMIT = 400 * 1024
const out = fileURLToPath(new URL('../../../src/bedside/console/static/console/', import.meta.url))
const manifest = JSON.parse(readFileSync(`${out}.vite/manifest.json`, 'utf8'))
const firstLoad = ['index.html', 'src/signin/SignIn.vue', 'src/desk/DeskPage.vue']

const files = new Set(['index.html'])
function take(key) {
  const chunk = manifest[key]
  if (!chunk) throw new Error(`${key} is not in the build: the first load cannot be measured`)
  if (files.has(chunk.file)) return
  files.add(chunk.file)
  for (const css of chunk.css ?? []) files.add(css)
  for (const next of chunk.imports ?? []) take(next)
}
firstLoad.forEach(take)

let total = 0
for (const file of files) {
  const size = gzipSync(readFileSync(out + file), { level: 9 }).length
  total += size
  console.log(`${String(size).padStart(8)}  ${file}`)
}
console.log(`${String(total).padStart(8)}  total gzipped, limit ${LIMIT}`)
if (total > LIMIT) process.exit(1)
