/** Everything that is set up here, in the order of setting up a hospital. */

export const groups = [
  {
    name: 'groupHospital',
    sections: [
      { name: 'hospitals', page: () => import('./hospital/HospitalsPage.vue') },
      { name: 'departments', page: () => import('./hospital/DepartmentsPage.vue') },
      { name: 'doctors', page: () => import('./hospital/DoctorsPage.vue') },
      { name: 'services', page: () => import('./hospital/ServicesPage.vue') },
      { name: 'schedules', page: () => import('./hospital/SchedulesPage.vue') },
    ],
  },
  {
    name: 'groupPeople',
    sections: [
      { name: 'staff', page: () => import('./staff/StaffPage.vue') },
      { name: 'shifts', page: () => import('./shifts/ShiftsPage.vue') },
    ],
  },
  {
    name: 'groupDesk',
    sections: [
      { name: 'replies', page: () => import('./desk/RepliesPage.vue') },
      { name: 'campaigns', page: () => import('./desk/CampaignsPage.vue') },
      { name: 'invitations', page: () => import('./desk/InvitationsPage.vue') },
      { name: 'routing', page: () => import('./desk/RoutingPage.vue') },
      { name: 'site', page: () => import('./desk/SitePage.vue') },
      { name: 'blocks', page: () => import('./desk/BlocksPage.vue') },
    ],
  },
  {
    name: 'groupTrust',
    sections: [
      { name: 'audit', page: () => import('./trust/AuditPage.vue') },
      { name: 'glass', page: () => import('./trust/BreakGlassPage.vue') },
    ],
  },
] as const
