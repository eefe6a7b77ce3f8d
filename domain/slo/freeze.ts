/** What may still be released, by what is left of the budgets. */

/** From the freest to the strictest. A signed emergency or a rollback is possible in every one. */
export const freezeLevels = ['open', 'warned', 'second_approver', 'fixes_only', 'frozen'] as const;
export type FreezeLevel = (typeof freezeLevels)[number];

export interface Freeze {
  level: FreezeLevel;
  /** In words, what led there; empty when open. */
  why: string[];
}

/** Of one indicator: shares of its 30 days' budget. */
export interface Spending {
  sli: string;
  /** Left; below 0 when more was spent than there was. */
  remaining: number;
  usedIn7d: number;
  usedIn14d: number;
}

interface Bound {
  level: FreezeLevel;
  met(spending: Spending): boolean;
  says(spending: Spending): string;
}

const percent = (share: number) => `${Math.round(share * 100)} %`;

const bounds: readonly Bound[] = [
  { level: 'frozen', met: ({ remaining }) => remaining <= 0, says: ({ sli }) => `the budget of ${sli} is used up` },
  {
    level: 'frozen',
    met: ({ usedIn14d }) => usedIn14d > 0.5,
    says: ({ sli, usedIn14d }) => `${sli} used ${percent(usedIn14d)} of its budget in 14 days`,
  },
  {
    level: 'fixes_only',
    met: ({ remaining }) => remaining < 0.25,
    says: ({ sli, remaining }) => `${percent(remaining)} of the budget of ${sli} is left`,
  },
  {
    level: 'second_approver',
    met: ({ remaining }) => remaining < 0.5,
    says: ({ sli, remaining }) => `${percent(remaining)} of the budget of ${sli} is left`,
  },
  {
    level: 'warned',
    met: ({ usedIn7d }) => usedIn7d > 0.3,
    says: ({ sli, usedIn7d }) => `${sli} used ${percent(usedIn7d)} of its budget in 7 days`,
  },
];

/** The strictest of what each indicator asks for, with the reasons for that. */
export function freezeOf(spendings: readonly Spending[], brokenPromises: readonly string[] = []): Freeze {
  const reached = spendings.flatMap(spending => {
    const bound = bounds.find(({ met }) => met(spending));
    return bound === undefined ? [] : [{ level: bound.level, why: bound.says(spending) }];
  });
  const broken = brokenPromises.map(promise => ({ level: 'frozen' as const, why: `never budgeted: ${promise}` }));
  const all = [...broken, ...reached];
  const level = all.reduce<FreezeLevel>((most, each) => (rank(each.level) > rank(most) ? each.level : most), 'open');
  return { level, why: all.filter(each => each.level === level).map(({ why }) => why) };
}

const rank = (level: FreezeLevel) => freezeLevels.indexOf(level);
