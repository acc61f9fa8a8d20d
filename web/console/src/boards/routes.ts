import type { RouteRecordRaw } from 'vue-router'

export const boardRoutes: RouteRecordRaw[] = [
  { path: '/boards', component: () => import('./TwoQuantities.vue') },
]
