import type { RouteRecordRaw } from 'vue-router'
import { groups } from './sections'

export const settingsRoutes: RouteRecordRaw[] = [
  {
    path: '/settings',
    component: () => import('./SettingsLayout.vue'),
    children: [
      { path: '', component: () => import('./SettingsHome.vue') },
      ...groups.flatMap((group) =>
        group.sections.map((section) => ({ path: section.name, component: section.page })),
      ),
    ],
  },
]
