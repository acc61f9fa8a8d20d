import { createRouter, createWebHistory } from 'vue-router'
import { whenSignedOut } from '@/kit/api'
import { useSession } from '@/kit/session'
import { appointmentRoutes } from '../appointments/routes'
import { boardRoutes } from '../boards/routes'
import { deskRoutes } from '../desk/routes'
import { personRoutes } from '../persons/routes'
import { qualityRoutes } from '../quality/routes'
import { questionRoutes } from '../questions/routes'
import { settingsRoutes } from '../settings/routes'
import { homeOf } from './areas'

declare module 'vue-router' {
  interface RouteMeta {
    /** Reachable without a session, and shown without the shell. */
    open?: boolean
    /** Fills the window: the page scrolls its own parts. */
    full?: boolean
  }
}

export const router = createRouter({
  history: createWebHistory('/console/'),
  routes: [
    { path: '/', name: 'home', component: () => import('./NotFound.vue') },
    { path: '/sign-in', name: 'sign-in', component: () => import('../signin/SignIn.vue'), meta: { open: true } },
    { path: '/account', name: 'account', component: () => import('../signin/AccountPage.vue') },
    ...deskRoutes,
    ...appointmentRoutes,
    ...personRoutes,
    ...questionRoutes,
    ...qualityRoutes,
    ...boardRoutes,
    ...settingsRoutes,
    { path: '/:rest(.*)*', name: 'not-found', component: () => import('./NotFound.vue') },
  ],
  scrollBehavior: (_to, _from, kept) => kept ?? { top: 0 },
})

router.beforeEach(async (to) => {
  if (to.meta.open) return true
  const session = useSession()
  if (session.me ?? (await session.refresh())) return to.name === 'home' ? homeOf(session.can) : true
  return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
})

whenSignedOut(() => {
  const here = router.currentRoute.value
  if (here.meta.open) return
  useSession().me = null
  void router.replace({ name: 'sign-in', query: { next: here.fullPath } })
})

// A page kept open over an upgrade asks for chunks that are gone.
router.onError((error, to) => {
  if (!/dynamically imported module|module script/i.test(String(error))) return
  const last = Number(sessionStorage.getItem('bedside.reloaded'))
  if (Date.now() - last < 10_000) return
  sessionStorage.setItem('bedside.reloaded', String(Date.now()))
  location.assign(router.resolve(to.fullPath).href)
})
