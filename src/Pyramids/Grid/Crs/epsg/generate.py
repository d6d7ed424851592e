#!/usr/bin/env python3
"""Writes epsg.tsv: the coordinate reference systems of the EPSG dataset, as tab-separated lines.

usage: generate.py [PROJ.DB] [OUT]        defaults: /usr/share/proj/proj.db, epsg.tsv beside this script

One line per object, its first field a section letter, its second the EPSG code; a section's lines are sorted by code.
README.md lists the sections. The same proj.db gives the same bytes.
"""
import math, os, sqlite3, sys

source = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/proj/proj.db"
target = sys.argv[2] if len(sys.argv) > 2 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "epsg.tsv")
db = sqlite3.connect(f"file:{source}?mode=ro", uri=True)
lines = []


def rows(sql):
    return db.execute(sql).fetchall()


def number(value):
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def add(section, code, *fields):
    texts = ["" if f is None else f if isinstance(f, str) else number(f) for f in fields]
    assert not any("\t" in t or "\n" in t for t in texts), (section, code)
    lines.append("\t".join([section, str(code), *texts]).rstrip("\t"))


def degrees(value, unit):
    """Sexagesimal DMS (EPSG unit 9110, D.MMSSsss) as decimal degrees; other units stay as they are."""
    if unit != 9110:
        return value, unit
    digits = f"{abs(value):.12f}"
    whole, part = digits.split(".")
    seconds = float(part[2:4] + "." + part[4:])
    return (-1 if value < 0 else 1) * ((int(whole) * 60 + int(part[:2])) * 60 + seconds) / 3600, 9102


def aliases(table):
    """Other names of datums, but those that a system on another datum bears: NAD83 is not NAD83(HARN)."""
    found, bearers = {}, {}
    for name, datum in rows("select name, datum_code from geodetic_crs where auth_name = 'EPSG'"):
        bearers.setdefault(name, set()).add(datum)
    for code, name in rows(f"select code, alt_name from alias_name where table_name = '{table}' and auth_name = 'EPSG' order by code, alt_name"):
        if code in bearers.get(name, {code}) and name not in found.setdefault(code, []):
            found[code].append(name)
    return found


def ensembles(table):
    found = {}
    for code, name in rows(f"""select e.ensemble_code, d.name from {table}_ensemble_member e
            join {table} d on d.auth_name = e.member_auth_name and d.code = e.member_code
            where e.ensemble_auth_name = 'EPSG' order by e.ensemble_code, e.sequence"""):
        found.setdefault(code, []).append(name)
    return found


metadata = dict(rows("select key, value from metadata"))

exact = {9102: math.pi / 180, 9122: math.pi / 180, 9105: math.pi / 200, 9106: math.pi / 200}    # proj.db has them to 15 digits
for code, name, kind, factor in rows("select code, name, type, conv_factor from unit_of_measure where auth_name = 'EPSG' and conv_factor is not null and type != 'time' order by code"):
    add("u", code, "degree" if code == 9122 else name, kind, exact.get(code, factor))

for code, name, a, factor, inverse, b in rows("""select e.code, e.name, semi_major_axis, u.conv_factor, inv_flattening, semi_minor_axis
        from ellipsoid e join unit_of_measure u on u.auth_name = e.uom_auth_name and u.code = e.uom_code
        where e.auth_name = 'EPSG' order by e.code"""):
    if inverse is None:
        inverse = 0 if a == b else a / (a - b)
    add("e", code, name, a * factor, inverse)

for code, name, longitude, unit in rows("select code, name, longitude, uom_code from prime_meridian where auth_name = 'EPSG' order by code"):
    add("m", code, name, *degrees(longitude, unit))

for table, section, columns in (("geodetic_datum", "d", "ellipsoid_code, prime_meridian_code"), ("vertical_datum", "h", "null, null")):
    alias, members = aliases(table), ensembles(table)
    for code, name, ellipsoid, prime, accuracy in rows(f"select code, name, {columns}, ensemble_accuracy from {table} where auth_name = 'EPSG' order by code"):
        add(section, code, name, ellipsoid, prime, accuracy, "|".join(members.get(code, [])), "|".join(alias.get(code, [])))

used = {row[0] for table in ("geodetic_crs", "projected_crs", "vertical_crs") for row in rows(
    f"select distinct coordinate_system_code from {table} where auth_name = 'EPSG' and coordinate_system_auth_name = 'EPSG'")}
for code, kind in rows("select code, type from coordinate_system where auth_name = 'EPSG' order by code"):
    if code in used:
        # 9108 and its like are ways to print degrees
        axes = rows(f"select name, abbrev, orientation, case when uom_code between 9107 and 9122 and uom_code not in (9109, 9112, 9113, 9114) then 9122 else uom_code end from axis where coordinate_system_auth_name = 'EPSG' and coordinate_system_code = {code} order by coordinate_system_order")
        add("s", code, kind, *["|".join(map(str, axis)) for axis in axes])

for code, name, kind, system, datum, deprecated in rows("""select code, name, type, coordinate_system_code, datum_code, deprecated
        from geodetic_crs where auth_name = 'EPSG' and coordinate_system_auth_name = 'EPSG' order by code"""):
    add("g", code, name, "c" if kind == "geocentric" else "g", system, datum, deprecated or None)

methods, parameters = {}, {}
for row in rows("select * from conversion where auth_name = 'EPSG' and method_auth_name = 'EPSG' order by code"):
    code, name, method, method_name, fields = row[1], row[2], row[5], row[6], []
    for at in range(7, 7 + 7 * 6, 6):
        _, parameter, parameter_name, value, _, unit = row[at:at + 6]
        if parameter is not None:
            parameters[parameter] = parameter_name
            value, unit = degrees(value, unit)
            fields.append(f"{parameter} {number(value)} {unit}")
    if fields:
        methods[method] = method_name
        add("c", code, name, method, *fields)
for code, name in sorted(methods.items()):
    add("x", code, name)
for code, name in sorted(parameters.items()):
    add("y", code, name)

for row in rows("""select code, name, coordinate_system_code, geodetic_crs_code, conversion_code, nullif(deprecated, 0)
        from projected_crs where auth_name = 'EPSG' order by code"""):
    add("p", *row)
for row in rows("select code, name, coordinate_system_code, datum_code, nullif(deprecated, 0) from vertical_crs where auth_name = 'EPSG' order by code"):
    add("v", *row)
for row in rows("select code, name, horiz_crs_code, vertical_crs_code, nullif(deprecated, 0) from compound_crs where auth_name = 'EPSG' order by code"):
    add("k", *row)

# the way of each datum to WGS 84 that covers most of the Earth, then is most exact: translations or seven small parameters
arc, ppm = {9104: 1, 9101: 648000 / math.pi, 9109: 0.648 / math.pi, 9113: 0.324, 1031: 0.001}, {9202: 1, 9201: 1e6, 1028: 0.001}
shifts = {}
for row in rows("""select g.datum_code, h.code, h.accuracy, method_code, tx, ty, tz, ut.conv_factor, rx, ry, rz, rotation_uom_code, scale_difference, scale_difference_uom_code,
            max((north_lat - south_lat) * (case when east_lon < west_lon then east_lon + 360 else east_lon end - west_lon)) as size
        from helmert_transformation h
        join geodetic_crs g on g.auth_name = 'EPSG' and g.code = h.source_crs_code and h.source_crs_auth_name = 'EPSG'
        join unit_of_measure ut on ut.auth_name = 'EPSG' and ut.code = h.translation_uom_code
        join usage on object_table_name = 'helmert_transformation' and object_auth_name = 'EPSG' and object_code = h.code
        join extent e on e.auth_name = extent_auth_name and e.code = extent_code
        where h.auth_name = 'EPSG' and h.target_crs_auth_name = 'EPSG' and h.target_crs_code in (4326, 4978, 4979) and not h.deprecated
            and method_code in (1031, 1032, 1033, 9603, 9606, 9607) group by g.datum_code, h.code order by size desc, coalesce(h.accuracy, 999), h.code desc"""):
    datum, code, accuracy, method, tx, ty, tz, metre, rx, ry, rz, turn, ds, scale, _ = row
    sign = -1 if method in (1032, 9607) else 1                      # coordinate frame to position vector
    rotation = [sign * v * arc[turn] for v in (rx, ry, rz)] if rx is not None else [0, 0, 0]
    shifts.setdefault(datum, [code, accuracy, *[v * metre for v in (tx, ty, tz)], *rotation, ds * ppm[scale] if ds is not None else 0])
for datum, base in rows("""select s.datum_code, t.datum_code from other_transformation o
        join geodetic_crs s on s.auth_name = 'EPSG' and s.code = o.source_crs_code join geodetic_crs t on t.auth_name = 'EPSG' and t.code = o.target_crs_code
        where o.auth_name = 'EPSG' and o.method_code = 9601 and not o.deprecated order by o.code"""):
    if base in shifts:
        shifts.setdefault(datum, shifts[base])                      # the same datum by another meridian
for datum, shift in shifts.items():
    while len(shift) > 5 and shift[-1] == 0:
        shift = shift[:-1]
    add("t", datum, *shift)

lines.sort(key=lambda line: (line[0], int(line.split("\t", 2)[1])))
text = "\n".join([f"EPSG\t{metadata['EPSG.VERSION']}\t{metadata['EPSG.DATE']}\tPROJ {metadata['PROJ.VERSION']}", *lines, ""]).encode()
with open(target, "wb") as out:
    out.write(text)
print(f"{len(lines)} lines, {len(text)} bytes")
