import { AppShell, Badge, Box, Button, Group, Menu, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import {
  IconDatabaseExport,
  IconFileText,
  IconHeartHandshake,
  IconHome,
  IconInbox,
  IconKey,
  IconListDetails,
  IconLogout,
  IconShieldCheck,
  IconStack2,
  IconUserCircle,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink } from 'react-router';
import { useLive } from '../live/Live.tsx';
import type { Kind } from '../session/person.ts';
import { useSession } from '../session/Session.tsx';

interface Place {
  path: string;
  label: string;
  icon: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
}

const PATIENT_PLACES: Place[] = [
  { path: '/inbox', label: 'nav.inbox', icon: IconInbox },
  { path: '/sharing', label: 'nav.sharing', icon: IconHeartHandshake },
  { path: '/people', label: 'nav.people', icon: IconUsers },
  { path: '/log', label: 'nav.log', icon: IconListDetails },
  { path: '/keys', label: 'nav.keys', icon: IconKey },
];
const STAFF_PLACES: Place[] = [{ path: '/home', label: 'nav.home', icon: IconHome }];
const DOCUMENTS: Place = { path: '/documents', label: 'nav.documents', icon: IconFileText };
const ANALYST_PLACES: Place[] = [
  { path: '/analyst/exports', label: 'nav.exports', icon: IconDatabaseExport },
  { path: '/analyst/cohorts', label: 'nav.cohorts', icon: IconUsersGroup },
];
const EXPLORER: Place = { path: '/explorer', label: 'nav.explorer', icon: IconStack2 };

export function placesOf(kind: Kind): Place[] {
  if (kind === 'patient') {
    return PATIENT_PLACES;
  }
  if (kind === 'practitioner') {
    return [...STAFF_PLACES, DOCUMENTS];
  }
  if (kind === 'analyst') {
    return [...STAFF_PLACES, ...ANALYST_PLACES];
  }
  return kind === 'auditor' || kind === 'operator' ? [...STAFF_PLACES, EXPLORER] : STAFF_PLACES;
}

interface ShellProps {
  /** Requests that wait for an answer. */
  waiting?: number;
  children: ReactNode;
}

export function Shell({ waiting = 0, children }: ShellProps) {
  const { t } = useTranslation();
  const { person } = useSession();
  const places = placesOf(person?.kind ?? 'nobody');
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: true } }}
      footer={{ height: { base: 64, sm: 0 } }}
      padding={{ base: 'md', sm: 'xl' }}
    >
      <a className="skip" href="#content">
        {t('app.skip')}
      </a>
      <AppShell.Header px="md">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Brand />
          <Group gap="xs" wrap="nowrap">
            <LiveBadge />
            <PersonMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" aria-label={t('nav.label')} visibleFrom="sm">
        {places.map(({ path, label, icon: Icon }) => (
          <NavLink key={path} to={path} className="nav-link">
            <Icon size={20} aria-hidden /> {t(label)}
            {path === '/inbox' && <Waiting count={waiting} />}
          </NavLink>
        ))}
      </AppShell.Navbar>
      <AppShell.Main id="content">{children}</AppShell.Main>
      <AppShell.Footer hiddenFrom="sm">
        <Box component="nav" aria-label={t('nav.label')} h="100%" display="flex">
          {places.map(({ path, label, icon: Icon }) => (
            <NavLink key={path} to={path} className="tab-link">
              <Icon size={22} aria-hidden />
              <span>{t(label)}</span>
              {path === '/inbox' && <Waiting count={waiting} />}
            </NavLink>
          ))}
        </Box>
      </AppShell.Footer>
    </AppShell>
  );
}

function Waiting({ count }: { count: number }) {
  const { t } = useTranslation();
  if (count === 0) {
    return null;
  }
  return (
    <span className="waiting" data-testid="waiting">
      <span aria-hidden>{count}</span>
      <VisuallyHidden>{t('nav.waiting', { count })}</VisuallyHidden>
    </span>
  );
}

export function Brand() {
  const { t } = useTranslation();
  return (
    <Group gap={8} wrap="nowrap">
      <IconShieldCheck size={28} color="#0f766e" aria-hidden />
      <Text fw={700} size="lg">
        {t('app.name')}
      </Text>
    </Group>
  );
}

const BADGE = {
  live: { color: 'brand', dot: '#0f766e' },
  connecting: { color: 'gray', dot: '#64748b' },
  waiting: { color: 'yellow', dot: '#a16207' },
  stopped: { color: 'gray', dot: '#64748b' },
};

function LiveBadge() {
  const { t } = useTranslation();
  const live = useLive();
  if (!live) {
    return null;
  }
  return (
    <Tooltip
      label={t(`live.explain.${live}`)}
      events={{ hover: true, focus: true, touch: true }}
      multiline
      maw={260}
    >
      <Badge
        role="status"
        data-testid="live"
        data-state={live}
        variant="light"
        color={BADGE[live].color}
        c="#0f172a"
        tt="none"
        leftSection={<Box w={8} h={8} bg={BADGE[live].dot} bdrs="50%" aria-hidden />}
      >
        {t(`live.${live}`)}
      </Badge>
    </Tooltip>
  );
}

function PersonMenu() {
  const { t } = useTranslation();
  const { person, signOut } = useSession();
  const name = person?.name ?? '';
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button variant="subtle" px={8} aria-label={t('app.signedInAs', { name })} data-testid="person">
          <IconUserCircle size={26} aria-hidden />
          <Text span ml={6} visibleFrom="sm" maw={160} truncate>
            {name}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label c="#475569">{t('app.signedInAs', { name })}</Menu.Label>
        {person?.kind === 'patient' && (
          <Menu.Item
            component={Link}
            to="/profile"
            leftSection={<IconUserCircle size={18} aria-hidden />}
            data-testid="my-information"
          >
            {t('profile.title')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconLogout size={18} aria-hidden />}
          onClick={signOut}
          data-testid="sign-out"
        >
          {t('app.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
