import type { RouteRecordRaw } from 'vue-router'

export const deskRoutes: RouteRecordRaw[] = [
  { path: '/desk/:conversation?', name: 'desk', component: () => import('./DeskPage.vue'), meta: { full: true } },
  { path: '/team', name: 'team', component: () => import('./team/TeamPage.vue') },
  { path: '/visitors', name: 'visitors', component: () => import('./visitors/VisitorsPage.vue') },
  { path: '/day', name: 'day', component: () => import('./day/DayPage.vue') },
]
