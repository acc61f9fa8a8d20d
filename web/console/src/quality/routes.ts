import type { RouteRecordRaw } from 'vue-router'

export const qualityRoutes: RouteRecordRaw[] = [
  {
    path: '/quality',
    component: () => import('./QualityLayout.vue'),
    children: [
      { path: '', component: () => import('./OwnBoard.vue') },
      { path: 'practice', component: () => import('./PracticeRoom.vue') },
      { path: 'reviews', component: () => import('./ReviewQueue.vue') },
      { path: 'desk', component: () => import('./DeskQuality.vue') },
      { path: ':conversation([0-9a-f-]{36})', component: () => import('./ConversationCard.vue') },
    ],
  },
]
