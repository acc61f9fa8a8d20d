import type { RouteRecordRaw } from 'vue-router'

export const deskRoutes: RouteRecordRaw[] = [
  { path: '/desk/:conversation?', component: () => import('./DeskPage.vue'), meta: { full: true } },
]
