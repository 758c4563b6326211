import { demoId } from '@strata/basis-core';

/** A user of the demonstration shop. Only those who `canSignIn` are given the demonstration password. */
export interface SeedUser {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  readonly role: 'admin' | 'staff' | 'customer';
  readonly canSignIn: boolean;
}

function user(email: string, displayName: string, role: SeedUser['role'], canSignIn: boolean): SeedUser {
  return { id: demoId('user', email), email, displayName, role, canSignIn };
}

/** The four accounts that a visitor may sign in with. */
export const demoAccounts: readonly SeedUser[] = [
  user('admin@strata.test', 'Astrid Holm', 'admin', true),
  user('staff@strata.test', 'Stefan Moreau', 'staff', true),
  user('customer@strata.test', 'Clara Winther', 'customer', true),
  user('other@strata.test', 'Otis Baptiste', 'customer', true),
];

/** Customers with a history and no password: they bought, received and reviewed. */
export const demoCustomers: readonly SeedUser[] = [
  user('amelie.laurent@strata.test', 'Amélie Laurent', 'customer', false),
  user('arjun.mehta@strata.test', 'Arjun Mehta', 'customer', false),
  user('beatriz.fonseca@strata.test', 'Beatriz Fonseca', 'customer', false),
  user('bjorn.halvorsen@strata.test', 'Bjørn Halvorsen', 'customer', false),
  user('chiara.bellini@strata.test', 'Chiara Bellini', 'customer', false),
  user('daniel.okafor@strata.test', 'Daniel Okafor', 'customer', false),
  user('elif.yildiz@strata.test', 'Elif Yıldız', 'customer', false),
  user('ewan.mackenzie@strata.test', 'Ewan Mackenzie', 'customer', false),
  user('fatima.elamrani@strata.test', 'Fatima El Amrani', 'customer', false),
  user('gareth.pryce@strata.test', 'Gareth Pryce', 'customer', false),
  user('hana.novakova@strata.test', 'Hana Nováková', 'customer', false),
  user('ines.carvalho@strata.test', 'Inês Carvalho', 'customer', false),
  user('jonas.brandt@strata.test', 'Jonas Brandt', 'customer', false),
  user('kaisa.virtanen@strata.test', 'Kaisa Virtanen', 'customer', false),
  user('liam.oconnor@strata.test', "Liam O'Connor", 'customer', false),
  user('mei.tanaka@strata.test', 'Mei Tanaka', 'customer', false),
  user('niamh.gallagher@strata.test', 'Niamh Gallagher', 'customer', false),
  user('noor.haddad@strata.test', 'Noor Haddad', 'customer', false),
  user('oskar.lindgren@strata.test', 'Oskar Lindgren', 'customer', false),
  user('priya.raman@strata.test', 'Priya Raman', 'customer', false),
  user('quentin.dubois@strata.test', 'Quentin Dubois', 'customer', false),
  user('rosa.jimenez@strata.test', 'Rosa Jiménez', 'customer', false),
  user('samuel.mensah@strata.test', 'Samuel Mensah', 'customer', false),
  user('tomasz.zielinski@strata.test', 'Tomasz Zieliński', 'customer', false),
  user('ulrike.hartmann@strata.test', 'Ulrike Hartmann', 'customer', false),
  user('valentina.conti@strata.test', 'Valentina Conti', 'customer', false),
  user('willem.devries@strata.test', 'Willem de Vries', 'customer', false),
  user('xiulan.chen@strata.test', 'Xiulan Chen', 'customer', false),
  user('yusuf.demir@strata.test', 'Yusuf Demir', 'customer', false),
  user('zofia.kowalska@strata.test', 'Zofia Kowalska', 'customer', false),
];

/** Everybody. */
export const demoUsers: readonly SeedUser[] = [...demoAccounts, ...demoCustomers];
