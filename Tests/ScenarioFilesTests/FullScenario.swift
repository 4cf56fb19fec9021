/// A scenario that uses every part of the format, save what lies in other files.
let fullScenario = """
    patchlab: 1
    question: Does a two-day soak pay for itself?
    start: 2026-03-10T18:00:00
    timezone: Europe/Paris
    horizon: 45d
    sources: ["made up: for tests"]

    software:
      components:
        openssl: { versions: [3.0.15, 3.0.16] }
        vpn: { versions: [5.1, 5.10], requires: ["openssl >= 3.0"] }
        browser: { versions: ["140 (release)", "141 (release)"], order: listed }
      images:
        laptop: [openssl 3.0.15, vpn 5.1, browser 140 (release)]
        web: [openssl 3.0.15]

    connectivity:
      commuter: { on: { exponential: { mean: 4h } }, off: { lognormal: { mu: 1.5, sigma: 0.5, unit: h } }, away: 60% }
      office: { weekly: { days: [mon, tue, wed, thu], hours: "08:30-17:30", attendance: 85%, arrival: 30m, absent: away } }

    calendars:
      nights: { weekly: { days: [mon, tue, wed, thu, fri], hours: "22:00-06:00" }, except: [holidays], shift: 1h, zone: UTC }
      office: { weekly: { hours: "08:00-18:00" }, zone: Asia/Tokyo }
      after-patch-day:
        { rrule: "FREQ=MONTHLY;BYDAY=2TU", at: "22:00", for: 6h, shift: 4d, from: 2026-01-01, except: holidays, zone: UTC }
      holidays: { dates: [2026-05-01, "2026-12-24..2027-01-01"] }
      bridge-days: { dates: [2026-04-06], except: [office], shift: 1d, zone: UTC }
    freezes:
      - { when: holidays, where: { criticality: critical, class: server, group: shop, exposure: internet, image: web }, holds: [offers, installs] }
      - { when: after-patch-day, where: { site: paris, tag: pilot } }

    fleet:
      - group: travelling
        count: 3000
        class: laptop
        image: laptop
        site: paris
        tags: [pilot, sales]
        connectivity: commuter
        check-in: { every: 22h, jitter: 10%, reach: corporate }
        bandwidth: 20 Mbit/s
        background-failures: 0.2%/day
        users: { at-work: office, postpone: { chance: 60%, times: 3, for: 4h }, power-off: shutdown }
      - group: shop
        count: 8
        class: server
        image: web
        criticality: critical
        exposure: internet
        timezone: America/New_York
        check-in: push
        windows: { when: after-patch-day, cutoff: 30m, covers: [install, restart], overrun: interrupt }
      - { group: office, count: 1e3, class: desktop, image: laptop, connectivity: office, windows: office }

    services:
      directory:
        { devices: { class: server, group: shop, image: web }, needs: majority, users: 4000, hours: office, drain: 5m, check: 30s }
      shop: { devices: { site: paris, tag: pilot }, needs: 75%, depends-on: [directory] }
      desk: { devices: { class: desktop, exposure: internal, criticality: medium }, needs: { capacity: 75% }, depends-on: shop }

    vulnerabilities:
      CVE-2026-1234:
        affects: [openssl < 3.0.16]
        severity: critical
        disclosed: -12d
        exploited: { lognormal: { median: 6d, sigma: 1.8 } }
        exploitation: 40%
        source: "an advisory"
      CVE-2026-2: { affects: vpn = 5.1, disclosed: 2026-03-01, exploited: 2026-03-20 }
      CVE-2026-3: { exploited: 1h30m }

    patches:
      openssl-3.0.16:
        updates: openssl -> 3.0.16
        fixes: [CVE-2026-1234, CVE-2026-3]
        size: 6 MiB
        install:
          { duration: { triangular: [20s, 60s, 5m] }, failure-chance: 3%, attempts: 4, backoff: 4h, revert: 6m, brick-chance: 0.01%, interrupts: true, finishes-before-shutdown: true }
        restart: { kind: reboot, duration: { lognormal: { median: 6m, sigma: 0.7 } }, wait: 8h }
        rollback: { duration: 4m, failure-chance: 1% }
        regressions:
          - name: VPN drops after resume
            chance: 30%
            where: { component: vpn < 5.2, class: laptop, group: travelling, site: paris, tag: pilot, image: laptop, share: 40% }
            onset: { exponential: { mean: 2d } }
            effect: { down: vpn }
            telemetry: { shows: 60%, after: 30m }
            help-desk: { reports: 35%, after: { exponential: { mean: 1d } } }
          - { name: slow, effect: { degraded: openssl, share: 50% }, onset: restart }
          - { name: dead, effect: network-loss, chance: 0.001 }
        vendor-fix: { after: { lognormal: { mu: 2.26, sigma: 1.32, unit: d } }, reports: 5, elsewhere: { exponential: { mean: 9d } }, withdraw: 4h }
      vpn-5.10:
        updates: [vpn -> 5.10, browser -> 141 (release)]
        released: 2026-03-15
        severity: low
        requires: [openssl-3.0.16]
        from: vpn >= 5.1
        install: { duration: { mixture: [{ weight: 30%, of: 5m }, { weight: 70%, of: { gamma: { shape: 2, scale: 3m } } }] } }
        rollback: false

    repair: { technicians: 4, duration: { exponential: { mean: 30m } }, travel: 1h, noticed-after: 4h, handles: unreachable }

    strategies:
      big-bang: {}
      staged:
        rings: [1%, 10%, 50%, rest]
        gate: { soak: 48h, success: 95%, of: offered, minimum: 30, hold: { failures: "> 5%", of: attempts, minimum: 50 } }
        stop: { failures: ">= 5", minimum: 10 }
        on-stop: { offers: continue, queued: keep, in-flight: interrupt, installed: keep, resume: { after: 7d } }
      by-date:
        kind: staged
        unit: patch
        assignment: per-release
        check-every: 10m
        stop: never
        rings:
          - { name: pilot, count: 20, where: { tag: pilot } }
          - { share: 10%, after: 1d }
          - { name: all, rest: true, after: 6d }
      canary:
        share: 2%
        soak: 36h
        test: { kind: fisher, level: 1%, minimum: 10 }
        inconclusive: { extend: 0s, then: continue }

    measure: { sla: { critical: 14d, high: 30d, medium: 90d, low: 180d }, ticket: 20m }

    prices:
      { currency: EUR, exposed-device-day: 0.02, planned-downtime: 5, unplanned-downtime: 40, technician-hour: 60, ticket: 25, gigabyte: 0 }

    """
