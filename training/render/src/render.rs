//! One picture from the room and the moving solids.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::barbell::add_barbell;
use crate::camera::Camera;
use crate::figure::add_body;
use crate::head::{add_head, frame};
use crate::options::Options;
use crate::paint::Palette;
use crate::posture::Posture;
use crate::room::Room;
use crate::scene::{Near, Scene};
use crate::vector::{Vector, mix, vector};

/// Everything that stays the same for all pictures of a clip.
pub struct Studio {
    camera: Camera,
    room: Room,
    palette: Palette,
    width: usize,
    rows: usize,
    threads: usize,
    no_room: bool,
    backdrop: Vec<(Vector, bool)>,
}

/// Side of the squares by which solids are sorted, in pixels.
const TILE: usize = 16;
/// Distance between the points of the floor for which the shadow is worked out, in pixels.
const GRID: usize = 3;

/// What one picture is made from.
struct Stage {
    scene: Scene,
    tiles: Vec<Vec<u16>>,
    shadow: Vec<f32>,
}

/// One ray's answer.
#[derive(Clone, Copy)]
struct Sample {
    colour: Vector,
    depth: f32,
    part: usize,
}

/// The solids of a posture.
pub fn build_scene(posture: &Posture) -> Scene {
    let mut parts = Vec::new();
    add_body(posture, &mut parts);
    add_head(posture, &mut parts);
    add_barbell(posture.bar, &mut parts);
    let all = (0..parts.len() as u16).collect();
    Scene { parts, head: frame(posture), all }
}

/// Fills the rows of a picture on several threads.
fn by_rows<T: Send + Copy>(rows: usize, width: usize, threads: usize, blank: T, row: impl Fn(usize) -> Vec<T> + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let mut picture = vec![blank; rows * width];
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut done = Vec::new();
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        if index >= rows {
                            return done;
                        }
                        done.push((index, row(index)));
                    }
                })
            })
            .collect();
        for worker in workers {
            let Ok(done) = worker.join() else { continue };
            for (index, values) in done {
                picture[index * width..(index + 1) * width].copy_from_slice(&values);
            }
        }
    });
    picture
}

impl Studio {
    /// Prepares a studio and traces the room, where one is wanted.
    pub fn new(camera: Camera, options: &Options) -> Self {
        let room = Room::new(&camera);
        let (width, rows, palette) = (options.width, options.rows, Palette::new(options.seed));
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let no_room = options.no_room;
        let backdrop = by_rows(rows, width, threads, (Vector::ZERO, false), |row| {
            let pixel =
                |column| if no_room { (Vector::ZERO, false) } else { room.pixel(&camera, column, row, options.room_samples) };
            (0..width).map(pixel).collect()
        });
        Self { camera, room, palette, width, rows, threads, no_room, backdrop }
    }

    /// Renders a posture as red, green and blue bytes, and opacity where there is no room.
    pub fn picture(&self, posture: &Posture) -> Vec<u8> {
        let stage = self.stage(posture);
        let far = Sample { colour: Vector::ZERO, depth: f32::MAX, part: usize::MAX };
        let first = by_rows(self.rows, self.width, self.threads, far, |row| {
            let mut near = Near::default();
            (0..self.width)
                .map(|column| {
                    let sample = self.sample(&stage, column as f32 + 0.5, row as f32 + 0.5, &mut near);
                    sample.unwrap_or(Sample { colour: self.floor(&stage, column, row), ..far })
                })
                .collect()
        });
        let bytes = by_rows(self.rows, self.width, self.threads, [0_u8; 4], |row| {
            let mut near = Near::default();
            (0..self.width).map(|column| self.smooth(&stage, &first, column, row, &mut near)).collect()
        });
        let channels = if self.no_room { 4 } else { 3 };
        bytes.iter().flat_map(|pixel| &pixel[..channels]).copied().collect()
    }

    /// The solids of a posture, sorted by where they are in the picture, and their shadow on the floor.
    fn stage(&self, posture: &Posture) -> Stage {
        let scene = build_scene(posture);
        let (across, down) = (self.width.div_ceil(TILE), self.rows.div_ceil(TILE));
        let mut tiles = Vec::with_capacity(across * down);
        for tile in 0..across * down {
            let (column, row) = ((tile % across * TILE) as f32, (tile / across * TILE) as f32);
            let half = 0.5 * TILE as f32;
            let axis = self.camera.ray(column + half, row + half);
            let spread = (self.camera.ray(column, row) - axis).length();
            tiles.push(scene.in_cone(self.camera.place, axis, spread, 0.12));
        }
        let (columns, lines) = (self.width / GRID + 2, self.rows / GRID + 2);
        if self.no_room {
            return Stage { scene, tiles, shadow: Vec::new() };
        }
        let shadow = by_rows(lines, columns, self.threads, 1.0, |line| {
            let mut near = Near::default();
            (0..columns).map(|column| self.shadow(&scene, column * GRID, line * GRID, &mut near)).collect()
        });
        Stage { scene, tiles, shadow }
    }

    /// A pixel and its opacity, sampled more finely where solids meet.
    fn smooth(&self, stage: &Stage, first: &[Sample], column: usize, row: usize, near: &mut Near) -> [u8; 4] {
        let here = first[row * self.width + column];
        let mut edge = false;
        for (dx, dy) in [(-1_isize, 0_isize), (1, 0), (0, -1), (0, 1), (1, 1), (-1, -1), (1, -1), (-1, 1)] {
            let (x, y) = (column as isize + dx, row as isize + dy);
            if x < 0 || y < 0 || x >= self.width as isize || y >= self.rows as isize {
                continue;
            }
            let other = first[y as usize * self.width + x as usize];
            if here.part == usize::MAX && other.part == usize::MAX {
                continue;
            }
            let contrast = (other.colour - here.colour).length() / (other.colour + here.colour).length().max(0.02);
            edge |= (other.part == usize::MAX) != (here.part == usize::MAX)
                || (other.depth - here.depth).abs() > 0.03
                || contrast > 0.15;
        }
        if !edge {
            return encode(here.colour, if here.part == usize::MAX { 0.0 } else { 1.0 });
        }
        let (mut sum, mut solid) = (Vector::ZERO, 0.0_f32);
        let under = if here.part == usize::MAX { here.colour } else { self.floor(stage, column, row) };
        for (dx, dy) in [(0.125, 0.375), (0.625, 0.125), (0.375, 0.875), (0.875, 0.625)] {
            let sample = self.sample(stage, column as f32 + dx, row as f32 + dy, near);
            solid += if sample.is_some() { 0.25 } else { 0.0 };
            sum += sample.map_or(under, |s| s.colour);
        }
        // Without a room what lies under is black and empty: the colour is that of the solids alone.
        encode(if self.no_room { sum * (0.25 / solid.max(0.25)) } else { sum * 0.25 }, solid)
    }

    /// The share of light that the solids leave to the floor at a pixel.
    fn shadow(&self, scene: &Scene, column: usize, row: usize, near: &mut Near) -> f32 {
        let ray = self.camera.ray(column as f32 + 0.5, row as f32 + 0.5);
        if ray.y > -0.02 {
            return 1.0;
        }
        let point = self.camera.place - ray * (self.camera.place.y / ray.y);
        if point.x.hypot(point.z) > 2.2 {
            return 1.0;
        }
        let key = scene.visibility(point, self.room.key(), 4.0, near);
        let rim = scene.visibility(point, self.room.rim(), 4.0, near);
        scene.gather(&scene.all, point, Vector::UP, 0.22, near);
        let mut hidden = 0.0;
        if !near.is_empty() && near.start < 0.3 {
            for height in [0.02, 0.06, 0.13, 0.22] {
                let gap = scene.distance(near, point + Vector::UP * height).min(height);
                hidden += (height - gap).max(0.0) / height * 0.22;
            }
        }
        mix(0.34, 1.0, 0.55 * key + 0.45 * rim) * (1.0 - hidden.min(0.8))
    }

    /// The room at a pixel with the shadow of the lifter and the barbell.
    fn floor(&self, stage: &Stage, column: usize, row: usize) -> Vector {
        let (light, floor) = self.backdrop[row * self.width + column];
        if !floor {
            return light;
        }
        let columns = self.width / GRID + 2;
        let at = |dx: usize, dy: usize| stage.shadow[(row / GRID + dy) * columns + column / GRID + dx];
        let (tx, ty) = ((column % GRID) as f32 / GRID as f32, (row % GRID) as f32 / GRID as f32);
        light * mix(mix(at(0, 0), at(1, 0), tx), mix(at(0, 1), at(1, 1), tx), ty)
    }

    /// Follows one ray to the moving solids.
    fn sample(&self, stage: &Stage, column: f32, row: f32, near: &mut Near) -> Option<Sample> {
        let scene = &stage.scene;
        let tile = &stage.tiles[row as usize / TILE * self.width.div_ceil(TILE) + column as usize / TILE];
        if tile.is_empty() {
            return None;
        }
        let direction = self.camera.ray(column, row);
        let origin = self.camera.place;
        scene.gather(tile, origin, direction, 0.0, near);
        if near.is_empty() {
            return None;
        }
        let mut along = near.start;
        for _ in 0..160 {
            let distance = scene.step(near, origin + direction * along);
            if distance < 0.0006 {
                let point = origin + direction * along;
                scene.gather(tile, origin, direction, 0.11, near);
                return Some(self.shade(scene, point, direction, along, near));
            }
            along += (distance * 0.82).max(0.0005);
            if along > near.end {
                break;
            }
        }
        None
    }

    fn shade(&self, scene: &Scene, point: Vector, direction: Vector, depth: f32, near: &mut Near) -> Sample {
        let smooth = scene.normal(near, point);
        let (layer, part) = scene.classify(near, point);
        let local = scene.parts[part].shape.local(point);
        let surface = self.palette.surface(scene, layer, local, point, smooth);
        let normal = surface.normal;
        let open = scene.openness(near, point, smooth);
        let above = point + smooth * 0.006;
        let floor_near = 1.0 - 0.45 * (-point.y / 0.18).exp() * (0.5 - 0.5 * smooth.y);

        let sky = 0.5 + 0.5 * normal.y;
        let fill = 0.5 + 0.5 * normal.dot(-self.camera.forward);
        let ground = vector(0.15, 0.125, 0.10);
        let mut light = (ground.mix(vector(0.50, 0.52, 0.55), sky) + vector(0.13, 0.13, 0.125) * fill) * (open * floor_near);
        let mut shine = 0.0;
        for (lamp, colour) in [(self.room.key(), vector(0.92, 0.87, 0.79)), (self.room.rim(), vector(0.48, 0.50, 0.53))] {
            let cosine = normal.dot(lamp);
            let soft = if surface.skin { 0.18 } else { 0.06 };
            let diffuse = ((cosine + soft) / (1.0 + soft)).max(0.0);
            if diffuse <= 0.0 {
                continue;
            }
            let free = scene.visibility(above, lamp, 7.0, near);
            // Light that enters skin leaves it red at the edge of a shadow.
            let bleed = if surface.skin { vector(free.powf(0.75), free, free.powf(1.1)) } else { vector(free, free, free) };
            light += colour.times(bleed) * diffuse;
            let half = (lamp - direction).unit();
            shine += free * normal.dot(half).max(0.0).powf(surface.sharpness * 2.0) * surface.gloss;
        }
        let edge = (1.0 + normal.dot(direction)).clamp(0.0, 1.0).powi(4);
        let glow = surface.gloss * (0.35 * sky * open + edge * 0.4) * if surface.gloss > 0.5 { 0.8 } else { 0.3 };
        let colour = surface.colour.times(light) + vector(1.0, 0.97, 0.93) * (shine + glow * 0.5);
        Sample { colour, depth, part: layer as usize }
    }
}

/// From linear light to bytes, with a soft shoulder for highlights; the last byte is the opacity (0 to 1).
fn encode(colour: Vector, opacity: f32) -> [u8; 4] {
    let [red, green, blue] = [colour.x, colour.y, colour.z].map(|light| {
        let light = light * 1.12;
        let light = if light > 0.7 { 0.7 + 0.3 * (1.0 - (-(light - 0.7) / 0.3).exp()) } else { light };
        let value = if light <= 0.003_130_8 { 12.92 * light } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
        (value * 255.0 + 0.5).clamp(0.0, 255.0) as u8
    });
    [red, green, blue, (opacity * 255.0 + 0.5) as u8]
}
