//! Makes what words mean of word vectors that were trained elsewhere.

use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use maquette_safety::screen::meaning::{ENDS, MEANING, Meaning, Meanings};
use serde::Deserialize;

use crate::constants::{MEANT, RIDGE, SHARED, VECTOR_RANGE};
use crate::corpus::Corpus;

/// Numbers of a word vector.
const SIZE: usize = 100;
/// Words among which the most frequent are looked for.
const LOOKED_AT: usize = 100_000;
/// Sweeps over a matrix at most until its eigenvectors are found.
const SWEEPS: usize = 30;

type Vector = [f64; SIZE];
type Matrix = Vec<Vector>;

/// A file of word vectors, the most frequent word first; a vector may be followed by other numbers.
#[derive(Debug, Deserialize)]
struct File {
    words: Vec<String>,
    vectors: BTreeMap<String, Vec<f32>>,
}

/// The meanings of the most frequent words of a file, in the directions in which the texts differ most.
pub(crate) fn meanings(file: &Path, corpus: &Corpus) -> Result<Meanings> {
    let (words, vectors) = read(file)?;
    let directions = directions(corpus, &words, &vectors);
    let number = |vector: &Vector, direction: &Vector| {
        (dot(vector, direction) / VECTOR_RANGE * 127.0).round().clamp(-127.0, 127.0) as i8
    };
    let numbers = |vector: &Vector| -> Meaning { std::array::from_fn(|at| number(vector, &directions[at])) };
    Ok(Meanings::new(&words.into_iter().zip(vectors.iter().map(numbers)).collect::<Vec<_>>()))
}

/// Words and their vectors: around the mean, without what most words share, of length 1. Source: Mu and Viswanath, "All-but-the-top",
/// ICLR 2018.
fn read(file: &Path) -> Result<(Vec<String>, Matrix)> {
    let opened = std::fs::File::open(file).with_context(|| file.display().to_string())?;
    let file: File = serde_json::from_reader(BufReader::new(opened))?;
    let is_word = |word: &&String| word.len() >= 2 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let words: Vec<String> = file.words.into_iter().take(LOOKED_AT).filter(|word| is_word(&word)).take(MEANT).collect();
    ensure!(words.len() == MEANT, "too few words");
    let vector = |word: &String| -> Result<Vector> {
        let numbers = file.vectors.get(word).filter(|numbers| numbers.len() >= SIZE);
        let numbers = numbers.with_context(|| format!("{word} has no vector of {SIZE} numbers"))?;
        Ok(std::array::from_fn(|at| f64::from(numbers[at])))
    };
    let mut vectors: Matrix = words.iter().map(vector).collect::<Result<_>>()?;
    center(&mut vectors);
    let shared = eigenvectors(products(&vectors, &vectors), SHARED);
    for vector in &mut vectors {
        for direction in &shared {
            let along = dot(vector, direction);
            vector.iter_mut().zip(direction).for_each(|(number, part)| *number -= along * part);
        }
        normalise(vector);
    }
    Ok((words, vectors))
}

/// The directions in which texts differ most by their labels: of the coefficients of a ridge regression, the first singular vectors.
fn directions(corpus: &Corpus, words: &[String], vectors: &[Vector]) -> Matrix {
    let index: BTreeMap<&str, usize> = words.iter().enumerate().map(|(at, word)| (word.as_str(), at)).collect();
    let known = |word: &str| index.get(word).copied();
    let place = |word: &str| known(word).or_else(|| ENDS.iter().find_map(|end| known(word.strip_suffix(end)?)));
    let mut labels: BTreeMap<(String, bool), Vec<f64>> = BTreeMap::new();
    let texts: Vec<_> = corpus.texts.iter().filter(|text| text.is_of_corpus()).collect();
    let mut means: Matrix = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let mut mean = [0.0; SIZE];
        let lower = text.text.to_lowercase();
        for place in lower.split(|c: char| !c.is_ascii_alphabetic()).filter_map(place) {
            mean.iter_mut().zip(&vectors[place]).for_each(|(sum, number)| *sum += number);
        }
        normalise(&mut mean);
        means.push(mean);
        let label = (text.category.clone().unwrap_or_default(), text.is_unsafe);
        labels.entry(label).or_insert_with(|| vec![0.0; texts.len()])[at] = 1.0;
    }
    center(&mut means);
    let mut normal = products(&means, &means);
    (0..SIZE).for_each(|at| normal[at][at] += RIDGE);
    // Labels need no centering where the texts are centered.
    let sides = labels.values().map(|label| {
        let mut side = [0.0; SIZE];
        for (mean, value) in means.iter().zip(label) {
            side.iter_mut().zip(mean).for_each(|(sum, number)| *sum += number * value);
        }
        side
    });
    let coefficients = solved(normal, sides.collect());
    eigenvectors(products(&coefficients, &coefficients), MEANING)
}

fn dot(one: &Vector, other: &Vector) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

fn normalise(vector: &mut Vector) {
    let length = dot(vector, vector).sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|number| *number /= length);
    }
}

fn center(rows: &mut [Vector]) {
    let count = rows.len().max(1) as f64;
    let mean: Vector = std::array::from_fn(|at| rows.iter().map(|row| row[at]).sum::<f64>() / count);
    for row in rows {
        row.iter_mut().zip(&mean).for_each(|(number, mean)| *number -= mean);
    }
}

/// The sum over rows of the products of each number of one with each of the other.
fn products(one: &[Vector], other: &[Vector]) -> Matrix {
    let mut sums = vec![[0.0; SIZE]; SIZE];
    for (one, other) in one.iter().zip(other) {
        for (sums, number) in sums.iter_mut().zip(one) {
            sums.iter_mut().zip(other).for_each(|(sum, other)| *sum += number * other);
        }
    }
    sums
}

/// Solves `matrix · x = side` for each side, by elimination; the matrix is symmetric and its own pivots are large enough.
fn solved(mut matrix: Matrix, mut sides: Matrix) -> Matrix {
    for at in 0..SIZE {
        let row = matrix[at];
        for below in at + 1..SIZE {
            let factor = matrix[below][at] / row[at];
            matrix[below].iter_mut().zip(&row).for_each(|(entry, over)| *entry -= factor * over);
            sides.iter_mut().for_each(|side| side[below] -= factor * side[at]);
        }
    }
    for side in &mut sides {
        for at in (0..SIZE).rev() {
            let known: f64 = (at + 1..SIZE).map(|after| matrix[at][after] * side[after]).sum();
            side[at] = (side[at] - known) / matrix[at][at];
        }
    }
    sides
}

/// The eigenvectors of the largest eigenvalues of a symmetric matrix, by Jacobi's rotations; of two that point opposite ways the one
/// whose largest number is above 0.
fn eigenvectors(mut matrix: Matrix, count: usize) -> Matrix {
    let mut vectors: Matrix =
        (0..SIZE).map(|at| std::array::from_fn(|other| f64::from(u8::from(at == other)))).collect();
    let scale: f64 = (0..SIZE).map(|at| matrix[at][at].abs()).sum();
    for _ in 0..SWEEPS {
        let off: f64 = (0..SIZE).flat_map(|at| matrix[at][at + 1..].iter()).map(|entry| entry.abs()).sum();
        if off <= scale * 1e-13 {
            break;
        }
        for p in 0..SIZE {
            for q in p + 1..SIZE {
                rotate(&mut matrix, &mut vectors, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..SIZE).collect();
    order.sort_by(|one, other| matrix[*other][*other].total_cmp(&matrix[*one][*one]));
    let vector = |at: &usize| -> Vector {
        let vector: Vector = std::array::from_fn(|row| vectors[row][*at]);
        let largest = vector.iter().copied().max_by(|one, other| one.abs().total_cmp(&other.abs())).unwrap_or(0.0);
        vector.map(|number| if largest < 0.0 { -number } else { number })
    };
    order.iter().take(count).map(vector).collect()
}

/// Turns a matrix so that its entry at `p` and `q` becomes 0, and the vectors with it.
fn rotate(matrix: &mut Matrix, vectors: &mut Matrix, p: usize, q: usize) {
    if matrix[p][q].abs() < f64::MIN_POSITIVE {
        return;
    }
    let theta = (matrix[q][q] - matrix[p][p]) / (2.0 * matrix[p][q]);
    let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    for row in matrix.iter_mut().chain(vectors) {
        let (one, other) = (row[p], row[q]);
        (row[p], row[q]) = (cosine * one - sine * other, sine * one + cosine * other);
    }
    let Ok([upper, lower]) = matrix.get_disjoint_mut([p, q]) else { return };
    for (upper, lower) in upper.iter_mut().zip(lower) {
        (*upper, *lower) = (cosine * *upper - sine * *lower, sine * *upper + cosine * *lower);
    }
}
