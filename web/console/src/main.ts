import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { router } from './app/router'
import './app/theme.css'
import { i18n, loadLocale } from './kit/lang'

const app = createApp(App)
app.use(createPinia()).use(i18n).use(router)
void Promise.all([loadLocale(), router.isReady()]).then(() => app.mount('#app'))
