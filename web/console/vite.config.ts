import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import elementPlus from 'unplugin-element-plus/vite'
import { defineConfig } from 'vitest/config'

const server = process.env.BEDSIDE_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  base: '/console/',
  // Imported Element Plus components bring their own CSS, and only theirs.
  plugins: [vue(), elementPlus({})],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: fileURLToPath(new URL('../../src/bedside/console/static/console', import.meta.url)),
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
  },
  server: { proxy: { '/v1': { target: server, ws: true }, '/schema': server } },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/kit/testing.ts'],
    pool: 'threads',
    isolate: false,
    server: { deps: { inline: ['element-plus'] } },
  },
})
