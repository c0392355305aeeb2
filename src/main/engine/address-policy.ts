import { BlockList, isIPv6 } from 'node:net'
import { UNKNOWN_ADDRESS } from './http/index.ts'

/**
 * Which addresses may get load without being asked for by name: loopback, private and link-local ones. A load
 * tester must not be a weapon by accident, so a public host has to be allowed explicitly, and the addresses at
 * which clouds serve machine credentials are refused always.
 */
const nearby = new BlockList()
nearby.addSubnet('127.0.0.0', 8)
// "Any address" of a listener: a connection to it stays on this machine.
nearby.addAddress('0.0.0.0')
nearby.addAddress('::', 'ipv6')
nearby.addSubnet('10.0.0.0', 8)
nearby.addSubnet('172.16.0.0', 12)
nearby.addSubnet('192.168.0.0', 16)
nearby.addSubnet('169.254.0.0', 16)
nearby.addSubnet('100.64.0.0', 10)
nearby.addAddress('::1', 'ipv6')
nearby.addSubnet('fc00::', 7, 'ipv6')
nearby.addSubnet('fe80::', 10, 'ipv6')

/** The metadata services of AWS, Azure, Google Cloud and others, AWS's on IPv6, and Alibaba Cloud's. */
const metadata = new BlockList()
metadata.addAddress('169.254.169.254')
metadata.addAddress('169.254.170.2')
metadata.addAddress('100.100.100.200')
metadata.addAddress('fd00:ec2::254', 'ipv6')

/**
 * Whether load may go to `address`, which `host` resolved to. `allowedHosts` are names or addresses in which `*`
 * stands for any run of characters. An empty address is one that only a proxy knows: such a host has to be allowed by
 * its name.
 */
export function mayLoad(address: string, host: string, allowedHosts: readonly string[]): boolean {
  if (address === UNKNOWN_ADDRESS) return isNamed(host, allowedHosts)
  const family = isIPv6(address) ? 'ipv6' : 'ipv4'
  if (metadata.check(address, family)) return false
  if (nearby.check(address, family)) return true
  return isNamed(host, allowedHosts)
}

function isNamed(host: string, allowedHosts: readonly string[]): boolean {
  return allowedHosts.some((pattern) => hostPattern(pattern).test(host))
}

function hostPattern(pattern: string): RegExp {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return new RegExp(`^${source}$`, 'i')
}
