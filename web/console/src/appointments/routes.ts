import type { RouteRecordRaw } from 'vue-router'

export const appointmentRoutes: RouteRecordRaw[] = [
  {
    path: '/front-desk',
    component: () => import('./FrontDeskLayout.vue'),
    children: [
      { path: '', name: 'front-desk', component: () => import('./FrontDeskPage.vue') },
      { path: 'waitlist', name: 'waitlist', component: () => import('./WaitlistPage.vue') },
      { path: 'to-move', name: 'to-move', component: () => import('./DisplacedPage.vue') },
      { path: 'green', name: 'green', component: () => import('./GreenPage.vue') },
    ],
  },
  { path: '/doctor-day', name: 'doctor-day', component: () => import('./DoctorDayPage.vue') },
]
