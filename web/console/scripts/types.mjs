// Write generated/api.d.ts from the application's own OpenAPI document: the types that src/kit/schema.ts names.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const venv = here('../../../.venv/bin/python')
const python = process.env.BEDSIDE_PYTHON ?? (existsSync(venv) ? venv : 'python3')
const printed = spawnSync(python, ['-m', 'bedside.console.openapi'], { encoding: 'utf8', maxBuffer: 64e6 })
if (printed.status !== 0) {
  console.error(printed.stderr || printed.error?.message)
  process.exit(1)
}
const document = JSON.parse(printed.stdout)

// A default may be left out of what one sends; what the server answers with always has every field.
const schemas = document.components.schemas
const answered = new Set()
function complete(part) {
  if (part === null || typeof part !== 'object') return
  const name = part.$ref?.split('/').at(-1)
  if (name !== undefined && !answered.has(name)) {
    answered.add(name)
    const schema = schemas[name]
    if (schema.properties) schema.required = Object.keys(schema.properties)
    complete(schema)
  }
  Object.values(part).forEach(complete)
}
for (const path of Object.values(document.paths)) for (const operation of Object.values(path)) complete(operation.responses)

const tree = await openapiTS(document, { alphabetize: true, defaultNonNullable: false })
mkdirSync(here('../generated'), { recursive: true })
writeFileSync(here('../generated/api.d.ts'), astToString(tree))
