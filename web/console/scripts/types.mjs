// Write src/kit/schema.ts from openapi.json, which `python -m bedside.console.openapi` prints.
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
const tree = await openapiTS(JSON.parse(printed.stdout), { alphabetize: true })
mkdirSync(here('../src/kit'), { recursive: true })
writeFileSync(here('../src/kit/schema.ts'), astToString(tree))
