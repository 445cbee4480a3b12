/**
 * The names of a zip archive's entries, from its central directory (PKWARE APPNOTE 4.3.12 and 4.3.16).
 * For archives without a comment and of fewer than 65,536 entries, as vsce writes them.
 */
export function zipEntries(archive: Buffer): string[] {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06'));
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    return name;
  });
}
