//! Difference of a card's memory to a template: the runs of octets that differ. Cards of a series differ in their
//! numbers, their keys and their last transactions, so that a difference takes some hundred octets in place of all.

use serde::{Deserialize, Serialize};

/// Most equal octets between two runs that are kept as one, since another run would take as many.
const BRIDGED_MOST: usize = 2;

/// Run of octets that differ from the template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Run {
    /// Number of octets between the end of the run before and this one.
    gap: u16,
    octets: Vec<u8>,
}

/// Difference of a memory to a template of the same length.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageDifference {
    runs: Vec<Run>,
}

/// Error of a difference and a template, or of two memories, that do not belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImageDifferenceError {
    /// The memories have different lengths.
    #[error("a memory of {actual} octets was compared with one of {template}")]
    OtherLength {
        /// Length of the memory, in octets.
        actual: usize,
        /// Length of the template, in octets.
        template: usize,
    },
    /// The difference names octets behind the end of the template.
    #[error("the difference goes on behind the template's end")]
    BehindEnd,
    /// The memories are too long; a gap has 16 bits.
    #[error("a memory has more than 65535 octets")]
    TooLong,
}

impl ImageDifference {
    /// Compares a memory with a template.
    pub fn of(image: &[u8], template: &[u8]) -> Result<ImageDifference, ImageDifferenceError> {
        if image.len() != template.len() {
            return Err(ImageDifferenceError::OtherLength { actual: image.len(), template: template.len() });
        }
        let mut runs: Vec<Run> = Vec::new();
        // Octets since the last run that equal those of the template.
        let mut equal: Vec<u8> = Vec::new();
        for (octet, known) in image.iter().zip(template) {
            if octet == known {
                equal.push(*octet);
                continue;
            }
            match runs.last_mut().filter(|_| equal.len() <= BRIDGED_MOST) {
                Some(last) => {
                    last.octets.append(&mut equal);
                    last.octets.push(*octet);
                }
                None => {
                    let gap = u16::try_from(equal.len()).map_err(|_| ImageDifferenceError::TooLong)?;
                    equal.clear();
                    runs.push(Run { gap, octets: vec![*octet] });
                }
            }
        }
        Ok(ImageDifference { runs })
    }

    /// Returns the memory that differs so from a template.
    pub fn apply(&self, template: &[u8]) -> Result<Vec<u8>, ImageDifferenceError> {
        let mut image = template.to_vec();
        let mut rest = image.as_mut_slice();
        for run in &self.runs {
            let behind = rest.get_mut(usize::from(run.gap)..).ok_or(ImageDifferenceError::BehindEnd)?;
            let (own, further) =
                behind.split_at_mut_checked(run.octets.len()).ok_or(ImageDifferenceError::BehindEnd)?;
            own.copy_from_slice(&run.octets);
            rest = further;
        }
        Ok(image)
    }

    /// Returns the number of octets that differ or lie between two that do.
    pub fn len(&self) -> usize {
        self.runs.iter().map(|run| run.octets.len()).sum()
    }

    /// Returns whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_memory_comes_back_from_its_difference(
            pairs in prop::collection::vec((any::<u8>(), prop::option::weighted(0.3, any::<u8>())), 0..400),
        ) {
            let template: Vec<u8> = pairs.iter().map(|(octet, _)| *octet).collect();
            let image: Vec<u8> = pairs.iter().map(|(octet, other)| other.unwrap_or(*octet)).collect();
            let difference = ImageDifference::of(&image, &template).unwrap();
            prop_assert_eq!(difference.apply(&template).unwrap(), image.clone());
            prop_assert_eq!(difference.is_empty(), image == template);
        }

        #[test]
        fn difference_fits_or_is_refused(
            image in prop::collection::vec(0_u8..3, 40),
            template in prop::collection::vec(0_u8..3, 40),
            other in prop::collection::vec(0_u8..3, 0..50),
        ) {
            let difference = ImageDifference::of(&image, &template).unwrap();
            if let Ok(applied) = difference.apply(&other) {
                prop_assert_eq!(applied.len(), other.len());
            }
        }
    }

    #[test]
    fn near_differences_are_one_run() {
        let difference = ImageDifference::of(&[1, 0, 0, 1, 0, 0, 0, 1], &[0; 8]).unwrap();
        let runs = vec![Run { gap: 0, octets: vec![1, 0, 0, 1] }, Run { gap: 3, octets: vec![1] }];
        assert_eq!((difference.len(), difference.runs), (5, runs));
    }

    #[test]
    fn template_of_another_length_is_refused() {
        let refused = ImageDifferenceError::OtherLength { actual: 2, template: 3 };
        assert_eq!(ImageDifference::of(&[0; 2], &[0; 3]), Err(refused));
        let difference = ImageDifference::of(&[0, 0, 1], &[0; 3]).unwrap();
        assert_eq!(difference.apply(&[0; 2]), Err(ImageDifferenceError::BehindEnd));
    }
}
