export type Role = 'admin' | 'member' | 'operator';

export interface DemoUser {
  id: string;
  name: string;
  role: Role;
}

export const demoOrganization = 'demo';

/** The users of the demo organization, whom anyone can sign in as while no identity provider is configured. */
export const demoUsers: readonly DemoUser[] = [
  { id: 'maria', name: 'Maria', role: 'admin' },
  { id: 'alice', name: 'Alice', role: 'member' },
  { id: 'bob', name: 'Bob', role: 'member' },
  { id: 'omar', name: 'Omar', role: 'operator' },
];

/** Every user is a member; the others have one role more. */
export function rolesOf(user: DemoUser): Role[] {
  return user.role === 'member' ? ['member'] : ['member', user.role];
}
