import { computed, type ComputedRef } from 'vue'
import { useSession } from '@/kit/session'

/** Everything that is set up here, in the order of setting up a hospital; an empty right is everybody's, of several one will do. */

export const groups = [
  {
    name: 'groupHospital',
    sections: [
      { name: 'hospitals', right: 'manage_hospital', page: () => import('./hospital/HospitalsPage.vue') },
      { name: 'departments', right: 'manage_hospital', page: () => import('./hospital/DepartmentsPage.vue') },
      { name: 'doctors', right: 'manage_hospital', page: () => import('./hospital/DoctorsPage.vue') },
      { name: 'services', right: 'manage_hospital', page: () => import('./hospital/ServicesPage.vue') },
      { name: 'schedules', right: 'manage_hospital', page: () => import('./hospital/SchedulesPage.vue') },
    ],
  },
  {
    name: 'groupPeople',
    sections: [
      { name: 'staff', right: 'manage_staff', page: () => import('./staff/StaffPage.vue') },
      { name: 'shifts', right: '', page: () => import('./shifts/ShiftsPage.vue') },
    ],
  },
  {
    name: 'groupDesk',
    sections: [
      { name: 'knowledge', right: '', page: () => import('./knowledge/KnowledgePage.vue') },
      { name: 'replies', right: '', page: () => import('./desk/RepliesPage.vue') },
      { name: 'campaigns', right: 'manage_knowledge', page: () => import('./desk/CampaignsPage.vue') },
      { name: 'invitations', right: 'manage_site', page: () => import('./desk/InvitationsPage.vue') },
      { name: 'routing', right: 'lead_desk', page: () => import('./desk/RoutingPage.vue') },
      { name: 'redFlags', right: 'lead_desk', page: () => import('./desk/RedFlagsPage.vue') },
      { name: 'site', right: 'manage_site', page: () => import('./desk/SitePage.vue') },
      { name: 'blocks', right: 'block_visitors', page: () => import('./desk/BlocksPage.vue') },
    ],
  },
  {
    name: 'groupClinic',
    sections: [
      { name: 'clinics', right: 'manage_schedules', page: () => import('./clinic/ClinicsPage.vue') },
      { name: 'intakeForms', right: 'manage_hospital', page: () => import('./clinic/IntakePage.vue') },
      { name: 'his', right: 'manage_hospital', page: () => import('./clinic/HisPage.vue') },
      { name: 'differences', right: 'manage_schedules', page: () => import('./clinic/DifferencesPage.vue') },
    ],
  },
  {
    name: 'groupChannel',
    sections: [
      { name: 'channels', right: 'manage_channels', page: () => import('./channel/ChannelsPage.vue') },
      { name: 'templates', right: 'manage_channels', page: () => import('./channel/TemplatesPage.vue') },
      { name: 'contactRules', right: 'manage_channels', page: () => import('./channel/RulesPage.vue') },
      { name: 'stops', right: 'manage_channels', page: () => import('./channel/StopsPage.vue') },
      { name: 'deliveries', right: ['manage_channels', 'lead_desk'], page: () => import('./channel/DeliveriesPage.vue') },
    ],
  },
  {
    name: 'groupTrust',
    sections: [
      { name: 'claimRules', right: 'manage_hospital', page: () => import('./claims/ClaimRulesPage.vue') },
      { name: 'assistant', right: 'manage_hospital', page: () => import('./trust/AssistantPage.vue') },
      { name: 'access', right: 'manage_hospital', page: () => import('./trust/AccessPage.vue') },
      { name: 'signon', right: 'manage_staff', page: () => import('./trust/SignOnPage.vue') },
      { name: 'audit', right: 'read_audit', page: () => import('./trust/AuditPage.vue') },
      { name: 'glass', right: 'see_persons', page: () => import('./trust/BreakGlassPage.vue') },
    ],
  },
] as const

/** The groups with only those sections that this person may open. */
export function useSections(): ComputedRef<{ name: GroupName; sections: { name: SectionName }[] }[]> {
  const session = useSession()
  return computed(() =>
    groups
      .map((group) => ({
        name: group.name,
        sections: group.sections.filter((each) => !each.right || [each.right].flat().some((right) => session.can(right))),
      }))
      .filter((group) => group.sections.length),
  )
}
type GroupName = (typeof groups)[number]['name']
type SectionName = (typeof groups)[number]['sections'][number]['name']
