import type { RouteRecordRaw } from 'vue-router'

export const questionRoutes: RouteRecordRaw[] = [
  { path: '/questions/:group([0-9a-f-]{36})?', name: 'questions', component: () => import('./QuestionsPage.vue') },
]
