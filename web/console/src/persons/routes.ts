import type { RouteRecordRaw } from 'vue-router'

export const personRoutes: RouteRecordRaw[] = [
  { path: '/persons', name: 'persons', component: () => import('./PersonsPage.vue') },
  { path: '/persons/duplicates', name: 'duplicates', component: () => import('./DuplicatesPage.vue') },
  { path: '/persons/requests', name: 'person-requests', component: () => import('./RequestsPage.vue') },
  { path: '/persons/:id', name: 'person', component: () => import('./PersonPage.vue') },
]
