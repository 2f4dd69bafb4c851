import { Figure, isBroken, median, middleMean } from '../../bench/figure';

const figure = (value: number, better: 'lower' | 'higher', promise?: number): Figure => ({ figure: 'f', value, unit: 's', better, promise });

test('the mean of the middle half leaves out a quarter at either end', () => {
  expect(middleMean([100, 2, 3, 1, 4, 3, 2, -50])).toBe(2.5);
  expect(middleMean([7])).toBe(7);
});

test('the median of an even number of values lies between the two in the middle', () => {
  expect(median([4, 1, 3])).toBe(3);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('a promise is broken beyond its bound, and by what was not measured', () => {
  expect(isBroken(figure(1.2, 'lower', 1.2))).toBe(false);
  expect(isBroken(figure(1.21, 'lower', 1.2))).toBe(true);
  expect(isBroken(figure(9, 'higher', 10))).toBe(true);
  expect(isBroken(figure(Number.NaN, 'lower', 1.2))).toBe(true);
  expect(isBroken(figure(100, 'lower'))).toBe(false);
});
