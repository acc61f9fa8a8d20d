import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { router } from './app/router'
import './app/theme.css'
import { i18n, loadLocale } from './kit/lang'

// A tab left open over an upgrade asks for parts that are gone: it comes again with the new ones, once a minute at most.
window.addEventListener('vite:preloadError', (event) => {
  const last = Number(sessionStorage.getItem('reloaded') ?? 0)
  if (Date.now() - last < 60_000) return
  sessionStorage.setItem('reloaded', String(Date.now()))
  event.preventDefault()
  location.reload()
})

const app = createApp(App)
app.use(createPinia()).use(i18n).use(router)
void Promise.all([loadLocale(), router.isReady()]).then(() => app.mount('#app'))
